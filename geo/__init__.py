"""CCN Atlas: Viet Nam's industrial clusters (cụm công nghiệp) in PostGIS, with maps.

In a notebook `import geo` is enough: the names below are handed on when they are first used, so
that the command `geo` starts without what only notebooks need.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo import queries
    from geo.notebook import connect, draw_clusters, draw_map, table, write
    from geo.passages import accept, read_text, trial

__all__ = [
    "accept",
    "connect",
    "draw_clusters",
    "draw_map",
    "queries",
    "read_text",
    "table",
    "trial",
    "write",
]
_TEXTS = ("accept", "read_text", "trial")

if not TYPE_CHECKING:  # a type checker shall know no other names

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        if name == "queries":
            return import_module("geo.queries")
        room = "geo.passages" if name in _TEXTS else "geo.notebook"
        return getattr(import_module(room), name)

    def __dir__() -> list[str]:
        return __all__
