"""Pixels as a small PNG file."""

import io

import numpy as np
import numpy.typing as npt
from PIL import Image
from PIL.PngImagePlugin import PngInfo

_COLORS = 256


def png(pixels: npt.NDArray[np.uint8], dpi: int, title: str) -> bytes:
    """Return a picture with 256 colours: a third of the bytes that it has with all of them.

    The colour of an even patch, such as an area or a sign, stays exactly what it is; only in the
    smoothing of edges are neighbours taken for each other.

    Args:
        pixels: rows of red, green and blue.
        dpi: pixels to an inch of paper.
        title: what the file says of itself.
    """
    full = Image.fromarray(np.ascontiguousarray(pixels))
    packed = _packed(pixels)
    even = (packed[1:, 1:] == packed[:-1, 1:]) & (packed[1:, 1:] == packed[1:, :-1])
    found, n = np.unique(packed[1:, 1:][even], return_counts=True)
    found = found[np.argsort(-n, kind="stable")][: _COLORS // 2]
    exact = np.stack([found >> 16, found >> 8 & 255, found & 255], axis=1).astype(np.float32)
    mixed = full.quantize(_COLORS - len(exact)).getpalette() or []
    palette = np.vstack([exact, np.array(mixed, dtype=np.float32).reshape(-1, 3)])
    known = np.array([color for _, color in full.getcolors(packed.size) or []], dtype=np.float32)
    away = (palette**2).sum(axis=1) - 2 * known @ palette.T
    nearest = np.zeros(1 << 24, dtype=np.uint8)
    nearest[_packed(known)] = away.argmin(axis=1)
    few = Image.fromarray(nearest[packed], mode="P")
    few.putpalette(palette.astype(np.uint8).tobytes())
    named = PngInfo()
    named.add_itxt("Title", title)
    out = io.BytesIO()
    few.save(out, "png", optimize=True, dpi=(dpi, dpi), pnginfo=named)
    return out.getvalue()


def _packed(colors: npt.NDArray[np.float32] | npt.NDArray[np.uint8]) -> npt.NDArray[np.int32]:
    red, green, blue = (colors[..., i].astype(np.int32) for i in range(3))
    return red << 16 | green << 8 | blue
