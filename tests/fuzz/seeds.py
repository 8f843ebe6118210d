"""Sound files of every kind that is read, made anew, from which damaged ones come."""

import io
import zipfile
import zlib
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory

import docx
from homes import take_away
from list_files import ROWS, packed
from planners import annex
from planners import xlsx as plain_xlsx
from sqlalchemy import create_engine, insert
from test_lists_features import frame, saved
from test_lists_spreadsheets import ods, xls

from geo.backups.making import back_up
from geo.backups.manifest import DUMP
from geo.books.opening import open_book
from geo.database import transaction
from geo.extract.slips import COLUMNS
from geo.extract.workbook import write_workbook
from geo.lists.decisions import Decision, Verdict
from geo.lists.marking import Marks, write_marked
from geo.model.record import Source
from geo.schema import upgrade
from geo.server import PrivateServer

TEXT = (
    "Điều 1. Thành lập cụm công nghiệp Bến Thử, huyện Lạng Giang, tỉnh Bắc Giang, 49,5 ha; tổng"
    " mức đầu tư 450 tỷ đồng, giai đoạn 2024-2026.\n"
    "Điều 2. Đưa CCN Gò Thử (20,5 ha) ra khỏi quy hoạch; sáp nhập CCN Yên Lư vào KCN Yên Lư.\n"
    "TT | Tên cụm | Địa điểm | Diện tích (ha)\n1 | CCN Đồi Thử | xã Đại Lâm | 45,6\n"
)
OLD = "Thµnh lËp côm c«ng nghiÖp BÕn Thö, huyÖn L¹ng Giang;20,5\n"
LIST = "".join(";".join(str(cell) for cell in row) + "\n" for row in ROWS)
ROWS_HTML = "".join("<tr>" + "".join(f"<td>{c}" for c in row) for row in ROWS)
PAGE = (
    "<!doctype html><html><head><style>td {x}</style></head><body><nav>a</nav><p>{}</p>"
    "<table><tr><th rowspan=2 colspan=2>TT<th>Tên{}</table><script>x</script>"
)
KML = (
    '<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark>'
    "<name>Bắc Giang</name><Polygon><outerBoundaryIs><LinearRing><coordinates>106,21 106.5,21"
    " 106.5,21.5 106,21</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>"
    "</Document></kml>"
)


def pdf(lines: Sequence[str] = ("(Thanh lap CCN Ben Thu, huyen Lang Giang) Tj",)) -> bytes:
    """Return a PDF of one page: a font, a form that is drawn, a packed stream of signs."""
    content = "BT /F1 12 Tf 50 700 Td " + " 0 -14 Td ".join(lines) + " ET 50 50 90 90 re S /X Do"
    stream = zlib.compress(content.encode("latin-1"))
    form = b"BT /F1 9 Tf 60 60 Td (20,5 ha) Tj ET"
    uses = b"/Resources<</Font<</F1 4 0 R>>/XObject<</X 6 0 R>>>>"
    return assembled(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R" + uses + b">>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/XObject/Subtype/Form/BBox[0 0 99 99]/Resources<</Font<</F1 4 0 R>>>>"
        b"/Length %d>>stream\n%s\nendstream" % (len(form), form),
    )


def assembled(*objects: bytes) -> bytes:
    """Return a PDF of these objects, the first its catalogue."""
    written, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    tail = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
    return bytes(written + head + table + tail % (len(objects) + 1, len(written)))


def word() -> bytes:
    """Return a Word document of a paragraph and a table."""
    made, written = docx.Document(), io.BytesIO()
    made.add_paragraph(TEXT)
    drawn = made.add_table(len(ROWS), len(ROWS[0]))
    for row, cells in zip(drawn.rows, ROWS, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = str(text)
    made.save(written)
    return written.getvalue()


def _review(folder: Path) -> Path:
    told = {"title": "Thử", "file": "a.txt", "sha256": "0" * 64}
    slip = dict.fromkeys(COLUMNS) | {"cluster": "Bến Thử", "province": "Bắc Giang"}
    write_workbook(folder / "a.xlsx", [slip], told, (), "vi")
    return folder / "a.xlsx"


def _fixable(folder: Path) -> Path:
    marks = Marks((5, 6), {}, {}, {13: Decision(Verdict.SKIP)})
    with open_book(annex(folder / "b.xlsx")) as book:
        write_marked(folder / "a.xlsx", book.grids[0], marks, (), "vi")
    return folder / "a.xlsx"


def _backup(folder: Path) -> Path:
    """Back up a record of its own that holds nothing but sources."""
    home, file = folder / "home", folder / "a.zip"
    folder.chmod(0o711)
    with PrivateServer(home).use() as url:
        engine = create_engine(url)
        upgrade(engine)
        with transaction(engine) as connection:
            said = [{"key": f"{number}", "title": TEXT} for number in range(50)]
            connection.execute(insert(Source), said)
        back_up(engine, file, lambda _stage, _total: nullcontext(lambda _at: None), directed=False)
        engine.dispose()
    take_away(home)
    return file


def _dump(folder: Path) -> Path:
    with zipfile.ZipFile(_backup(folder)) as archive:
        return Path(archive.extract(DUMP, folder))


def _written(data: bytes) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        (folder / "a").write_bytes(data)
        return folder / "a"

    return write


def _layer(kind: str) -> Callable[[Path], Path]:
    return lambda folder: saved(folder, kind, frame())


def _shapes(folder: Path) -> Path:
    areas = frame().iloc[1:2]
    return saved(folder, "shapefile", areas)


_MADE: dict[str, Callable[[Path], Path]] = {
    "xlsx": lambda folder: annex(folder / "a.xlsx"),
    "xlsx-plain": lambda folder: plain_xlsx(folder / "a.xlsx", *ROWS),
    "fixable": _fixable,
    "review": _review,
    "xls": lambda folder: xls(folder / "a.xls", ROWS * 5),
    "ods": lambda folder: ods(folder / "a.ods"),
    "csv": _written(LIST.encode()),
    "csv-quoted": _written('"a;b";"c\n""d"""\n1,5;2\n'.encode("utf-16")),
    "tcvn3": _written(OLD.encode("latin-1")),
    "vni": _written("Coäng hoøa xaõ hoäi;Vieät Nam\n".encode("latin-1")),
    "html-list": _written(f"<table>{ROWS_HTML}</table>".encode()),
    **{kind: _layer(kind) for kind in ("geojson", "gpkg", "geoparquet", "shapefile")},
    "shapes": _shapes,
    "kml": _written(KML.encode()),
    "txt": _written(TEXT.encode()),
    "html": _written(PAGE.replace("{}", TEXT).encode()),
    "docx": _written(word()),
    "pdf": _written(pdf()),
    "backup": _backup,
    "dump": _dump,
    "zip": lambda folder: packed(folder / "a.zip", {"a.txt": b"x", "b/c.shp": b"y"}),
}


def seed(kind: str) -> bytes:
    """Return a sound file of a kind."""
    with TemporaryDirectory(prefix="geo-") as folder:
        return _MADE[kind](Path(folder)).read_bytes()
