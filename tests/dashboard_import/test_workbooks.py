"""Workbooks that nobody published: each is refused or read, in bounded memory, with a message."""

from __future__ import annotations

import io
import resource
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dashboard_import import workbooks
from dashboard_import.faults import FileRefused
from dashboard_import.readers import OpenedFile, open_file, rows
from dashboard_import.workbooks import open_workbook
from tests.factories.dashboard_files import packed, workbook

CDS = "99600010000000"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
TABLE = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>cds</t></is></c>'
    '<c r="B1" t="inlineStr"><is><t>priority</t></is></c></row>'
    f'<row r="2"><c r="A2" t="inlineStr"><is><t>{CDS}</t></is></c><c r="B2"><v>1</v></c></row>'
)


def book(rows_of_sheet: str, *, dimension: str = "A1:B2", before: str = "") -> bytes:
    """A workbook whose one sheet has this XML, which no writer of workbooks would write."""
    return packed(
        {
            "[Content_Types].xml": b'<?xml version="1.0"?><Types/>',
            "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1"'
            f' Type="{DOCUMENT}/officeDocument" Target="xl/workbook.xml"/>'
            "</Relationships>".encode(),
            "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{DOCUMENT}"><sheets>'
            '<sheet name="pr1" sheetId="1" r:id="rId1"/></sheets></workbook>'.encode(),
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship'
            f' Id="rId1" Type="{DOCUMENT}/worksheet" Target="worksheets/sheet1.xml"/>'
            "</Relationships>".encode(),
            "xl/worksheets/sheet1.xml": f'<?xml version="1.0"?>{before}<worksheet {MAIN}>'
            f'<dimension ref="{dimension}"/><sheetData>{rows_of_sheet}</sheetData>'
            "</worksheet>".encode(),
        }
    )


Open = Callable[[bytes], OpenedFile]


@pytest.fixture
def opened(tmp_path: Path) -> Open:
    def open_content(content: bytes) -> OpenedFile:
        path = tmp_path / "Pr12023.xlsx"
        path.write_bytes(content)
        return open_file(path)

    return open_content


def peak_of_children() -> int:
    """The most memory that a process started from here has ever had, in kilobytes."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss


def test_a_sheet_that_declares_a_billion_rows_is_read_for_those_it_has(opened: Open) -> None:
    found = opened(book(TABLE, dimension="A1:XFD1000000000"))

    assert list(rows(found)) == [(2, [CDS, "1"])]
    assert found.lines == 1


def test_one_cell_in_the_far_corner_is_refused_and_takes_no_memory(opened: Open) -> None:
    corner = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'

    with pytest.raises(FileRefused, match="far away from the table") as refused:
        opened(book(TABLE + corner))

    assert refused.value.findings[0].remedy == "Load the text file of the same name instead."
    assert peak_of_children() < 1_000_000


def test_a_million_formatted_rows_below_the_table_are_no_rows(opened: Open) -> None:
    blank = '<row r="1048576"><c r="B1048576" s="1"/></row>'

    found = opened(book(TABLE + blank, dimension="A1:B1048576"))

    assert list(rows(found)) == [(2, [CDS, "1"])]
    assert found.lines == 1


def test_an_external_entity_is_never_resolved(opened: Open, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("the secret")
    entity = f'<!DOCTYPE worksheet [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]>'

    with pytest.raises(FileRefused, match="damaged") as refused:
        opened(book(TABLE.replace(CDS, "&x;"), before=entity))

    assert "entity" in refused.value.findings[0].value


def test_a_billion_laughs_are_not_laughed(opened: Open) -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(10))

    with pytest.raises(FileRefused, match="damaged") as refused:
        opened(book(TABLE.replace(CDS, "&l9;"), before=f"<!DOCTYPE worksheet [{laughs}]>"))

    assert "entity" in refused.value.findings[0].value


def test_a_formula_is_its_last_value_and_is_never_computed(opened: Open) -> None:
    formula = TABLE.replace("<v>1</v>", "<f>1+HYPERLINK(&quot;http://127.0.0.1&quot;)</f><v>6</v>")

    assert list(rows(opened(book(formula)))) == [(2, [CDS, "6"])]


@pytest.mark.parametrize(
    ("cell", "told"),
    [("x" * 32_768, "32,768 characters"), ("a\0b", "NUL character")],
    ids=["longer than Excel allows", "NUL"],
)
def test_a_cell_that_excel_would_not_write_is_refused(opened: Open, cell: str, told: str) -> None:
    with pytest.raises(FileRefused, match=told) as refused:
        opened(book(TABLE.replace(CDS, cell)))

    assert (refused.value.findings[0].line, refused.value.findings[0].column) == (2, "column 1")


def test_a_workbook_that_unpacks_to_too_much_is_refused_unread(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbooks, "LARGEST_UNPACKED", 500)

    with pytest.raises(FileRefused, match="unpacks to"):
        opened(book(TABLE))


def test_a_workbook_that_takes_too_long_is_given_up(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbooks, "MOST_SECONDS", 0.001)

    with pytest.raises(FileRefused, match="memory or time"):
        opened(book(TABLE))


def test_too_many_sheets_are_refused(opened: Open) -> None:
    content = workbook({f"s{n}": [["x"]] for n in range(41)})

    with pytest.raises(FileRefused, match="41 sheets"):
        opened(content)


def test_quotes_tabs_and_line_breaks_of_a_cell_stay_in_it(opened: Open) -> None:
    cells: list[list[object]] = [
        ["cds", "note"],
        [CDS, 'he said "no"\tand\nleft'],
        ["", ""],
        [CDS, "\xa0 b "],
    ]

    found = opened(workbook({"pr1": cells}))

    assert list(rows(found)) == [(2, [CDS, 'he said "no"\tand\nleft']), (4, [CDS, "b"])]
    assert not found.as_is


def test_a_backslash_of_a_cell_says_nothing_to_postgresql(opened: Open) -> None:
    found = opened(workbook({"pr1": [["cds", "note"], [CDS, "a\\tb"]]}))

    assert list(rows(found)) == [(2, [CDS, "a\\tb"])]
    assert not found.as_is


def test_the_text_of_a_workbook_is_gone_with_it(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook({"a": [["cds"]]}))
    sheets: Any = open_workbook(path)
    text = sheets[0].path

    assert text.exists()
    del sheets

    assert not text.parent.exists()


def test_a_broken_xls_is_damaged_and_nothing_else(opened: Open) -> None:
    with pytest.raises(FileRefused, match="damaged"):
        opened(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") * 40)


def test_is_workbook_leaves_the_file_at_its_beginning() -> None:
    content = io.BytesIO(workbook({"a": [["cds"]]}))

    assert workbooks.is_workbook(content)
    assert content.tell() == 0
