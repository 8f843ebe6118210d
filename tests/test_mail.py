"""Mail drafts: what a mail program finds in them."""

import io
import zipfile
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maps_scene import HOSTILE, national, sample

from geo.errors import Text
from geo.mail import LIMIT_BYTES, draft

PAGE = "<!DOCTYPE html><title>Bản đồ</title>".encode() * 50
PNG, PDF = b"\x89PNG picture", b"%PDF print"


def opened(pdf: bytes | None = None, page: bytes = PAGE, **spec: Any) -> EmailMessage:
    message = message_from_bytes(
        draft(national(sample(), {}, **spec), page, png=PNG, pdf=pdf), policy=default
    )
    assert isinstance(message, EmailMessage)
    assert not list(faults(message))
    return message


def faults(message: EmailMessage) -> Iterator[object]:
    for part in message.walk():
        yield from part.defects


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part
    return str(part.get_content())


def attached(message: EmailMessage) -> dict[str, bytes]:
    return {str(one.get_filename()): one.get_content() for one in message.iter_attachments()}


def test_it_opens_as_a_draft_for_anybody() -> None:
    message = opened()
    assert message["X-Unsent"] == "1"
    assert message["Subject"] == "Cụm công nghiệp đến năm 2030 – Cả nước"
    assert not {"From", "To", "Cc", "Bcc", "Date", "Message-ID"} & set(message.keys())


def test_the_parts_are_nested_as_mail_programs_expect() -> None:
    assert [part.get_content_type() for part in opened(PDF).walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
        "application/zip",
        "application/pdf",
    ]
    assert "application/pdf" not in [part.get_content_type() for part in opened().walk()]


def test_the_page_travels_in_an_archive() -> None:
    files = attached(opened(PDF))
    assert list(files) == ["ban-do.zip", "ban-do.pdf"]
    assert files["ban-do.pdf"] == PDF
    with zipfile.ZipFile(io.BytesIO(files["ban-do.zip"])) as archive:
        (entry,) = archive.infolist()
        assert entry.filename == "ban-do.html"
        assert entry.date_time[:3] == (2026, 1, 5)
        assert archive.read(entry) == PAGE


def test_the_picture_stands_in_the_text() -> None:
    message = opened()
    (image,) = [part for part in message.walk() if part.get_content_type() == "image/png"]
    assert image.get_content() == PNG
    assert image.get_content_disposition() == "inline"
    name = str(image["Content-ID"]).strip("<>")
    assert f'<img src="cid:{name}"' in body(message, "html")


def test_the_text_says_what_the_map_shows_and_how_to_open_it() -> None:
    text = body(opened(PDF), "plain")
    assert text.startswith("Kính gửi")
    for said in (
        "Xin gửi bản đồ “Cụm công nghiệp đến năm 2030” – Cả nước.",
        "Số liệu đến 31/12/2025, quy hoạch đến 31/12/2030.",
        "Trong 6 cụm công nghiệp có dữ liệu: 2 quy hoạch mới, 1 mở rộng, 1 sáp nhập",
        "ban-do.zip",
        "Bản để in: ban-do.pdf.",
        "Nguồn: quy hoạch tỉnh.",
    ):
        assert said in text
    html = body(opened(PDF), "html")
    assert '<html lang="vi">' in html
    assert "Số liệu đến 31/12/2025" in html
    assert "Bản để in" not in body(opened(), "plain")


def test_it_speaks_english_too() -> None:
    message = opened(lang="en")
    assert message["Subject"] == "Industrial clusters to 2030 – Viet Nam"
    text = body(message, "plain")
    assert "Of 6 industrial clusters on record: 2 planned new, 1 expanded, 1 merged" in text
    assert "ban-do.html" in text


def test_the_files_bear_the_name_that_is_given() -> None:
    message = message_from_bytes(
        draft(national(sample(), {}), PAGE, png=PNG, pdf=PDF, name="ccn-bac-ninh"), policy=default
    )
    assert isinstance(message, EmailMessage)
    assert list(attached(message)) == ["ccn-bac-ninh.zip", "ccn-bac-ninh.pdf"]
    assert "ccn-bac-ninh.html" in body(message, "plain")


def test_the_same_parts_give_the_same_bytes() -> None:
    sheet = national(sample(), {})
    assert draft(sheet, PAGE, png=PNG, pdf=PDF) == draft(sheet, PAGE, png=PNG, pdf=PDF)


def test_the_size_can_be_told_from_the_draft() -> None:
    large = draft(national(sample(), {}), PAGE, png=bytes(LIMIT_BYTES))
    assert len(large) > LIMIT_BYTES > len(draft(national(sample(), {}), PAGE, png=PNG))


@pytest.mark.parametrize("text", [*HOSTILE, "Bản đồ\r\nBcc: ai-do@example.vn", "\ud800", ""])
def test_no_text_becomes_a_header_or_markup(text: str) -> None:
    message = opened(title=Text(text, text), subtitle=text, sources=text)
    assert set(message.keys()) <= {"Subject", "X-Unsent", "MIME-Version", "Content-Type"}
    html = body(message, "html")
    assert "<script" not in html
    assert html.count("<img") == 1
    assert all(name.isascii() and len(name) < 80 for name in attached(message))


@given(st.text(st.sampled_from("aăâđêơưỳợẫ –,(2030) "), max_size=300))
def test_any_title_comes_back_as_the_subject(title: str) -> None:
    message = opened(title=title)
    assert " ".join(str(message["Subject"]).split()) == " ".join(f"{title} – Cả nước".split())
