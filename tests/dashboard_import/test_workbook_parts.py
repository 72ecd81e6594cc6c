"""A large sheet is read in parts, and nobody can tell from the text."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard_import import workbook_parts, workbook_reader
from dashboard_import.faults import FileRefused
from dashboard_import.workbook_parts import NotCut, rows_in_parts
from dashboard_import.workbooks import open_workbook
from tests.factories.dashboard_files import packed, workbook

LINE = ["99600010000000", "Foxtail Bend Unified", 12.5, "", 3]
SHEET = "xl/worksheets/sheet1.xml"
Sheets = Mapping[str, Sequence[Sequence[object]]]
Kept = Callable[[bytes], Path]


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    def keep(content: bytes) -> Path:
        path = tmp_path / "kept.xlsx"
        path.write_bytes(content)
        return path

    return keep


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_parts, "PART", 1000)


def changed(content: bytes, before: bytes, after: bytes) -> bytes:
    """The workbook with other XML in its first sheet."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    assert before in members[SHEET]
    return packed(members | {SHEET: members[SHEET].replace(before, after, 1)})


def sheets_as_text(content: bytes, part: int) -> list[tuple[object, str]]:
    """What the reader tells of each sheet, and its text."""
    with TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setattr(workbook_parts, "PART", part)
        folder = Path(name)
        (folder / "kept.xlsx").write_bytes(content)
        told = workbook_reader._sheets_of(folder / "kept.xlsx", folder)
        return [(sheet, (folder / sheet["file"]).read_text()) for sheet in told]


cells = st.one_of(
    st.sampled_from(["", "", "Foxtail", "a\tb", 'the "same"', "x\\y", "two\nlines", " \xa0b "]),
    st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF), max_size=12),
    st.integers(-999, 10**9),
    st.floats(-1e6, 1e6).map(lambda number: round(number, 3)),
    st.booleans(),
)
blocks = st.lists(st.lists(cells, max_size=5), min_size=1, max_size=12)


@settings(max_examples=25)
@given(st.lists(st.tuples(blocks, st.integers(100, 300)), min_size=1, max_size=3))
def test_a_sheet_in_parts_gives_the_text_of_the_whole(
    repeated: list[tuple[list[list[object]], int]],
) -> None:
    content = workbook(
        {
            "notes": [["read me"]],
            "results": [line for block, times in repeated for line in block * times],
        },
        {"strings_to_formulas": False, "strings_to_urls": False},
    )

    assert sheets_as_text(content, 1000) == sheets_as_text(content, 1 << 30)


def test_the_rows_come_some_at_a_time(kept: Kept) -> None:
    parts = [rows for rows in rows_in_parts(kept(workbook({"a": [LINE] * 2000})), "a") if rows]

    assert len(parts) > 2
    assert [cells for rows in parts for cells in rows] == [[*LINE[:4], 3.0]] * 2000


def test_each_of_two_large_sheets_is_found(kept: Kept) -> None:
    path = kept(workbook({"a": [["a", 1]] * 3000, "b": [["b"]], "c": [["c", 2]] * 3000}))

    assert [cells for rows in rows_in_parts(path, "a") for cells in rows] == [["a", 1.0]] * 3000
    assert [cells for rows in rows_in_parts(path, "c") for cells in rows] == [["c", 2.0]] * 3000
    with pytest.raises(NotCut):
        list(rows_in_parts(path, "b"))


def test_blank_rows_between_parts_are_counted(kept: Kept) -> None:
    sheet = [LINE] * 1000 + [[]] * 700 + [LINE] * 1000

    rows = [cells for some in rows_in_parts(kept(workbook({"a": sheet})), "a") for cells in some]

    assert len(rows) == 2700
    assert rows[1000:1700] == [[""] * 5] * 700


def test_a_part_with_fewer_columns_is_filled_up(kept: Kept) -> None:
    sheet: list[list[object]] = [["", "b", "c", "d"]] * 1000 + [["", "", "c"]] * 2000

    rows = [cells for some in rows_in_parts(kept(workbook({"a": sheet})), "a") for cells in some]

    assert rows[0] == ["b", "c", "d"]
    assert rows[-1] == ["", "c", ""]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'<row r="1500"', b'<!-- <row r="2" --><row r="1500"'),
        (b'<row r="1"', b'<row spans="1:5" r="1"'),
        (b"<sheetData>", b"<sheetData >"),
        (b'<row r="1500"', b'<row r="3"'),
    ],
    ids=["a comment", "a row that begins otherwise", "another tag", "a row that goes back"],
)
def test_what_excel_would_not_write_is_not_cut(kept: Kept, before: bytes, after: bytes) -> None:
    content = changed(workbook({"a": [LINE] * 2000}), before, after)
    if after == b'<row r="3"':
        content = changed(content, b'"A1500"', b'"A3"')

    with pytest.raises(NotCut):
        list(rows_in_parts(kept(content), "a"))


def test_a_column_that_begins_late_makes_the_sheet_be_read_whole(kept: Kept) -> None:
    path = kept(workbook({"a": [LINE] * 2000 + [[*LINE, "late"]]}))

    with pytest.raises(NotCut):
        list(rows_in_parts(path, "a"))
    [(_, text)] = sheets_as_text(path.read_bytes(), 1000)
    assert text.splitlines()[0].count("\t") == 5
    assert text.endswith("\tlate\n")


def test_a_small_sheet_and_an_xls_are_read_whole(kept: Kept) -> None:
    for content in (workbook({"a": [LINE]}), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        with pytest.raises(NotCut):
            list(rows_in_parts(kept(content), "a"))


def test_a_large_sheet_without_its_end_is_damaged(kept: Kept) -> None:
    content = changed(workbook({"a": [LINE] * 20_000}), b"</sheetData>", b"</sheetDa")

    with pytest.raises(FileRefused, match="damaged"):
        open_workbook(kept(content))


def test_a_far_corner_below_a_large_sheet_is_refused(kept: Kept) -> None:
    corner = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    content = changed(workbook({"a": [LINE] * 20_000}), b"</sheetData>", corner)

    with pytest.raises(FileRefused, match="far away from the table"):
        open_workbook(kept(content))
