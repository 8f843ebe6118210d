"""The notebooks: each runs in a clean kernel and leaves its files; in git there is no output."""

import json
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from geo.build import Built

README = Path(__file__).parents[1] / "README.md"
FOLDER = README.with_name("notebooks")
LEFT = {
    "bat-dau": {"ban-do-ca-nuoc.html"},
    "mot-tinh-den-2030": {"ban-do-tinh.html", "mot-tinh-den-2030.xlsx"},
    "tien-do": {"moc-qua-han.png", "lap-day.png", "tien-do.xlsx"},
    "tu-van-ban-den-ban-do": {
        *("van-ban-vi-du.txt", "ban-do-van-ban.html", "cum-trong-van-ban.xlsx"),
    },
    "truy-van-khong-gian": {
        *("tuyen-duong-vi-du.geojson", "doc-tuyen-duong.html"),
        *("doc-tuyen-duong.geojson", "doc-tuyen-duong.xlsx"),
    },
}
"""What each notebook leaves in the folder that it runs in."""

STRICT = nbformat.v4.new_code_cell("import warnings; warnings.simplefilter('error')")
SUMMARY = re.compile(r"^\*[A-Z][^*]+\*$", re.MULTILINE)


def read(name: str) -> nbformat.NotebookNode:
    return nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)


@pytest.mark.parametrize("name", LEFT)
def test_a_notebook_runs(name: str, built: Built, at_a_notebook: None, tmp_path: Path) -> None:
    notebook = read(name)
    cells = len(notebook.cells)
    notebook.cells.insert(0, STRICT)
    there = {"metadata": {"path": str(tmp_path)}}
    ran = NotebookClient(notebook, resources=there, timeout=120, kernel_name="python3").execute()
    assert len(ran.cells) == cells + 1
    shown = [one for cell in ran.cells if cell.cell_type == "code" for one in cell.outputs]
    assert {one.output_type for one in shown} <= {"execute_result", "display_data"}
    assert {file.name for file in tmp_path.iterdir()} == LEFT[name]
    assert all(file.stat().st_size > 200 for file in tmp_path.iterdir())


@pytest.mark.parametrize("name", LEFT)
def test_a_notebook_carries_no_output_and_nothing_of_a_machine(name: str) -> None:
    notebook = json.loads((FOLDER / f"{name}.ipynb").read_text("utf-8"))
    assert notebook["metadata"] == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for cell in notebook["cells"]:
        assert cell["metadata"] == {}
        assert cell.get("outputs", []) == []
        assert cell.get("execution_count") is None
        assert "/home/" not in "".join(cell["source"])
    nbformat.validate(nbformat.from_dict(notebook))


@pytest.mark.parametrize("name", LEFT)
def test_every_section_has_its_summary_in_english(name: str) -> None:
    sections = [cell.source for cell in read(name).cells if cell.cell_type == "markdown"]
    assert len(sections) > 2
    for section in sections:
        assert section.startswith("#")
        assert SUMMARY.search(section), section


def test_the_example_in_the_readme_runs(built: Built, at_a_notebook: None, tmp_path: Path) -> None:
    (code,) = re.findall(r"```python\n(.+?)```", README.read_text("utf-8"), re.DOTALL)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.stderr == ""
    assert {file.name for file in tmp_path.iterdir()} == {"bac-ninh.xlsx", "bac-ninh.html"}


def test_every_notebook_is_run() -> None:
    assert {file.stem for file in FOLDER.glob("*.ipynb")} == set(LEFT)
