"""A mail draft that carries a map: picture in the text, page zipped, PDF if wanted.

The picture always arrives; the page inside the archive is for those whose mail system lets it
through. The draft names no sender and no receiver: the mail program adds them.
"""

import html
import io
import zipfile
from collections import Counter
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP

from geo.errors import Text
from geo.maps.spec import MapSpec, Sheet
from geo.maps.speech import Speech
from geo.vocabulary import Change, Modality

LIMIT_BYTES = 5_000_000
"""Above this size many mail servers refuse a message."""

_PICTURE_ID = "ban-do@ccn-atlas"
_PICTURE_WIDTH = 620
_COUNTED = (Change.NEW, Change.EXPANDED, Change.REDUCED, Change.MERGED, Change.REMOVED)

_GREETING = Text("Kính gửi Quý cơ quan,", "Dear colleagues,")
_SENT = Text(
    "Xin gửi bản đồ “{title}” – {subtitle}.", "Please find the map “{title}” – {subtitle}."
)
_FIGURES = Text(
    "Trong {n} cụm công nghiệp có dữ liệu: {changes}; {proposed} thay đổi trong số này mới được đề"
    " xuất.",
    "Of {n} industrial clusters on record: {changes}; {proposed} of these changes are only"
    " proposed.",
)
_FIGURES_ONLY = Text("Bản đồ có {n} cụm công nghiệp.", "It shows {n} industrial clusters.")
_OPENING = Text(
    "Bản đồ tương tác ở tệp {file}: giải nén rồi mở {page} bằng Edge, Chrome, Cốc Cốc hoặc Firefox;"
    " không cần Internet. Nếu hệ thống thư giữ lại tệp này, hình dưới đây có cùng nội dung.",
    "The interactive map is in {file}: unpack it and open {page} with Edge, Chrome or Firefox; no"
    " Internet is needed. If the mail system holds it back, the picture below shows the same.",
)
_PRINTING = Text("Bản để in: {file}.", "To print: {file}.")
_CLOSING = Text("Trân trọng.", "Kind regards.")


def draft(
    sheet: Sheet, page: bytes, *, png: bytes, pdf: bytes | None = None, name: str = "ban-do"
) -> bytes:
    """Return an .eml file that mail programs open as a draft to be completed and sent.

    Wordings are in the language of the sheet's specification. The same parts give the same bytes.

    Args:
        sheet: what the map shows; title and subtitle become the subject.
        page: the web page of the map, made with the profile `mail`; goes in as a ZIP archive.
        png: picture of the map, shown within the text.
        pdf: the same to print.
        name: what the files in it are called, without their endings; ASCII.

    Returns:
        The message; longer than `LIMIT_BYTES` it may not get through.
    """
    spec, speech = sheet.spec, Speech(sheet.spec.lang)
    title = _one_line(speech.pick(spec.title))
    lines = _lines(sheet, speech, name, pdf is not None)
    message = EmailMessage(policy=SMTP)
    message["X-Unsent"] = "1"
    message.set_content("\n\n".join(lines) + "\n", cte="base64")
    message.add_alternative(_document(lines, title, speech.lang), subtype="html", cte="base64")
    alternatives = message.get_payload()
    alternatives[1].add_related(  # type: ignore[union-attr, index]
        png, "image", "png", cid=f"<{_PICTURE_ID}>", filename=f"{name}.png", disposition="inline"
    )
    message.add_attachment(
        _archive(f"{name}.html", page, spec),
        maintype="application",
        subtype="zip",
        filename=f"{name}.zip",
    )
    if pdf is not None:
        message.add_attachment(pdf, maintype="application", subtype="pdf", filename=f"{name}.pdf")
    for i, part in enumerate(message.walk()):
        if part.is_multipart():
            part.set_boundary(f"=_ban-do_{i}")
    # Not message["Subject"]: Python 3.11 folds a long one with many accents into a different text.
    subject = f"{title} – {_one_line(speech.pick(spec.subtitle))}"
    folded = Header(subject, "utf-8", header_name="Subject").encode(linesep="\r\n")
    return f"Subject: {folded}\r\n".encode("ascii") + message.as_bytes()


def _lines(sheet: Sheet, speech: Speech, name: str, printed: bool) -> list[str]:
    """Return the paragraphs of the message."""
    spec = sheet.spec
    days = f"{speech.days(spec)}."
    lines = [
        speech.pick(_GREETING),
        speech.fill(_SENT, title=speech.pick(spec.title), subtitle=speech.pick(spec.subtitle)),
        " ".join([days, *_figures(sheet, speech)]),
        speech.fill(_OPENING, file=f"{name}.zip", page=f"{name}.html"),
        *([speech.fill(_PRINTING, file=f"{name}.pdf")] if printed else []),
        f"{speech.say('sources')}: {speech.pick(spec.sources)}.",
        speech.pick(_CLOSING),
    ]
    return [_one_line(line) for line in lines]


def _figures(sheet: Sheet, speech: Speech) -> list[str]:
    if sheet.clusters is None:
        return []
    found = Counter(sheet.clusters["change"].astype(str))
    n = speech.number(len(sheet.clusters))
    changes = [
        f"{speech.number(found[kind])} {speech.say(f'Change.{kind}').lower()}"
        for kind in _COUNTED
        if found[kind]
    ]
    if not changes:
        return [speech.fill(_FIGURES_ONLY, n=n)]
    counted = sheet.clusters["change"].isin(_COUNTED)
    proposed = int((sheet.clusters["certainty"][counted] == Modality.PROPOSED).sum())
    return [
        speech.fill(_FIGURES, n=n, changes=", ".join(changes), proposed=speech.number(proposed))
    ]


def _document(lines: list[str], title: str, lang: str) -> str:
    """Return the message as HTML, the picture after its text."""
    style = "font-family:Segoe UI,Arial,sans-serif;font-size:14px;line-height:1.5;color:#1d2733"
    said = "\n".join(f"<p>{html.escape(line)}</p>" for line in lines[:-1])
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}"><body style="{style}">\n{said}\n'
        f'<p><img src="cid:{_PICTURE_ID}" width="{_PICTURE_WIDTH}" alt="{html.escape(title)}" '
        f'style="max-width:100%;height:auto;border:1px solid #c3cad1"></p>\n'
        f"<p>{html.escape(lines[-1])}</p>\n</body></html>\n"
    )


def _archive(name: str, page: bytes, spec: MapSpec) -> bytes:
    """Return a ZIP archive of one file, dated the day the map was made."""
    day = spec.made_on
    entry = zipfile.ZipInfo(name, (max(day.year, 1980), day.month, day.day, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3
    entry.external_attr = 0o644 << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(entry, page, compresslevel=9)
    return out.getvalue()


def _one_line(text: str) -> str:
    """Return text without line breaks and control signs, which no header may hold."""
    return "".join(sign for sign in " ".join(text.split()) if sign.isprintable())
