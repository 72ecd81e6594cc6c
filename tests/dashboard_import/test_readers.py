"""What a file is before anybody asks which: text or workbook, encoding, whole or cut off."""

from __future__ import annotations

import gzip
import io
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard_import import readers
from dashboard_import.faults import FileRefused, Severity
from dashboard_import.readers import OpenedFile, open_file, rows
from tests.factories.dashboard_files import workbook

Open = Callable[..., OpenedFile]
HEADER = "cds\trtype\tschoolname\treportingyear\n"
LINE = "99600010000000\tD\tFoxtail\t2018\n"


@pytest.fixture
def opened(tmp_path: Path) -> Open:
    def open_content(content: str | bytes, name: str = "susp.txt") -> OpenedFile:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return open_file(path)

    return open_content


@pytest.mark.parametrize(("delimiter", "name"), [("\t", "tab"), (",", "comma"), ("|", "pipe")])
def test_tab_comma_and_pipe_are_told_by_the_header(opened: Open, delimiter: str, name: str) -> None:
    found = opened((HEADER + LINE).replace("\t", delimiter))

    assert found.delimiter == delimiter, name
    assert list(rows(found)) == [(2, ["99600010000000", "D", "Foxtail", "2018"])]


def test_semicolons_are_named_since_their_decimals_may_have_commas(opened: Open) -> None:
    with pytest.raises(FileRefused, match="separated by semicolons") as refused:
        opened("\ufeff" + (HEADER + LINE).replace("\t", ";"), "susp.csv")

    assert "with points in decimals" in refused.value.findings[0].remedy


def test_an_assistance_list_saved_as_text_is_told_as_one(opened: Open) -> None:
    with pytest.raises(FileRefused, match="assistance status list saved as text") as refused:
        opened("CDS,LEAname,AApriorities\n99600010000000,Foxtail,A\n", "list.csv")

    assert "Save it as a workbook" in refused.value.findings[0].remedy


def test_a_byte_order_mark_is_no_part_of_the_first_name(opened: Open) -> None:
    found = opened(b"\xef\xbb\xbf" + (HEADER + LINE).encode())

    assert found.header[0] == "cds"


def test_one_n_with_tilde_far_down_makes_it_windows_text(opened: Open) -> None:
    plain = LINE.encode() * 60_000
    found = opened(HEADER.encode() + plain + LINE.replace("Fox", "Ca\xf1on").encode("cp1252"))

    assert found.encoding == "cp1252"
    assert list(rows(found))[-1][1][2] == "Ca\xf1ontail"


def test_utf8_whose_letter_falls_on_the_edge_of_a_chunk_is_utf8(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "CHUNK", 7)

    found = opened(HEADER + LINE.replace("Fox", "Cañon"))

    assert found.encoding == "utf-8-sig"
    assert next(rows(found))[1][2] == "Cañontail"


def test_mixed_encodings_are_refused_with_their_line(opened: Open) -> None:
    mixed = HEADER.encode() + "Cañon\t\t\t\n".encode() + "Cañon\t\t\t\n".encode("cp1252")

    with pytest.raises(FileRefused, match="neither UTF-8 nor Windows-1252") as refused:
        opened(mixed)

    assert refused.value.findings[0].line == 3


def test_windows_line_ends_are_line_ends(opened: Open) -> None:
    found = opened((HEADER + LINE + LINE).replace("\n", "\r\n"))

    assert [line for line, _ in rows(found)] == [2, 3]
    assert found.as_is


def test_a_quoted_field_holds_commas(opened: Open) -> None:
    found = opened(HEADER + '99600010000000\tD\t"Igo, Ono, Platina"\t2018\n')

    assert next(rows(found))[1][2] == "Igo, Ono, Platina"
    assert not found.as_is


@pytest.mark.parametrize("name", ["Fox\\tail", "\\.", "\\N", "Fox\\"])
def test_a_backslash_is_a_letter_like_others(opened: Open, name: str) -> None:
    found = opened(HEADER + LINE.replace("Foxtail", name))

    assert next(rows(found))[1][2] == name
    assert not found.as_is


def test_a_quoted_field_may_run_over_lines_and_lines_are_still_counted(opened: Open) -> None:
    found = opened(HEADER + '9\tD\t"first\nsecond"\t2018\n' + LINE)

    assert next(rows(found)) == (2, ["9", "D", "first\nsecond", "2018"])
    assert list(rows(found))[1][0] == 4


def test_one_stray_quote_swallows_no_row(opened: Open) -> None:
    found = opened(HEADER + LINE.replace("Fox", '"Fox') + LINE * 5)

    assert [line for line, _ in rows(found)] == [2, 3, 4, 5, 6, 7]
    assert next(rows(found))[1][2] == '"Foxtail'


def test_two_stray_quotes_swallow_no_row(opened: Open) -> None:
    stray = LINE.replace("Fox", '"Fox')

    found = opened(HEADER + stray + LINE + stray)

    assert [line for line, _ in rows(found)] == [2, 3, 4]


def test_blank_lines_are_left_out_and_still_counted(opened: Open) -> None:
    found = opened(HEADER + LINE + "\n\t\t\t\n" + LINE)

    assert [line for line, _ in rows(found)] == [2, 5]


def test_a_row_with_too_few_cells_is_given_as_it_is(opened: Open) -> None:
    found = opened(HEADER + "99600010000000\tD\n" + LINE)

    assert next(rows(found)) == (2, ["99600010000000", "D"])


def test_a_workbook_gives_codes_and_numbers_as_text(opened: Open) -> None:
    content = workbook({"data": [["cds", "priority"], ["01100170000000", 1.0], [2710272e7, 2.5]]})

    found = opened(content, "pr1.xlsx")

    assert list(rows(found)) == [(2, ["01100170000000", "1"]), (3, ["27102720000000", "2.5"])]


def test_a_workbook_is_one_whatever_its_name(opened: Open) -> None:
    content = workbook({"data": [["cds", "priority"], ["01100170000000", 1]]})

    assert opened(content, "pr1.txt").sheet is not None


def test_trailing_blank_rows_of_a_workbook_are_no_rows(opened: Open) -> None:
    content = workbook({"data": [["cds", "year"], ["01100170000000", 2023], ["", ""], [" ", ""]]})

    assert len(list(rows(opened(content, "pr1.xlsx")))) == 1


def archive(name: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        packed.writestr(name, HEADER + LINE)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "empty"),
        (archive("susp.txt"), "zip archive"),
        (gzip.compress(HEADER.encode()), "gzip archive"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"<!DOCTYPE html><title>404</title>", "web page"),
        (b"\n  <html>", "web page"),
        ((HEADER + LINE).encode("utf-16"), "UTF-16"),
        (b"Dear county office,\nplease find attached\n", "not a Dashboard file"),
        (b"PK\x03\x04 broken", "zip archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 broken", "damaged"),
    ],
    ids=[
        "empty file",
        "a zip named .txt",
        "gzip",
        "PDF",
        "web page",
        "web page after blanks",
        "UTF-16",
        "a letter",
        "broken zip",
        "broken xls",
    ],
)
def test_what_is_no_table_is_refused_with_line_and_remedy(
    opened: Open, content: bytes, told: str
) -> None:
    with pytest.raises(FileRefused, match=told) as refused:
        opened(content)

    finding = refused.value.findings[0]
    assert finding.severity == Severity.ERROR
    assert finding.line == 1
    assert bool(finding.column) == bool(content)  # nothing stands in an empty file
    assert finding.remedy


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04 cut off", archive("susp.txt")], ids=["cut off", "no workbook in it"]
)
def test_a_damaged_workbook_is_told_by_its_name_and_nobody_is_told_to_unpack_it(
    opened: Open, content: bytes
) -> None:
    with pytest.raises(FileRefused, match="The workbook is damaged") as refused:
        opened(content, "assistancestatus24.XLSX")

    assert "npack" not in str(refused.value)


def test_a_file_cut_off_within_its_last_line_is_refused(opened: Open) -> None:
    with pytest.raises(FileRefused, match="cut off") as refused:
        opened(HEADER + LINE + "99600010000000\tD\tFoxt")

    finding = refused.value.findings[0]
    assert (finding.line, finding.column, finding.value) == (3, "schoolname", "Foxt")


def test_a_last_line_without_line_end_warns(opened: Open) -> None:
    found = opened((HEADER + LINE).rstrip("\n"))

    assert [finding.severity for finding in found.findings] == [Severity.WARNING]
    assert len(list(rows(found))) == 1


def test_a_nul_byte_is_refused_with_its_line(opened: Open) -> None:
    with pytest.raises(FileRefused, match="NUL") as refused:
        opened(HEADER + LINE + "9960\0\tD\t\t2018\n")

    assert (refused.value.findings[0].line, refused.value.findings[0].column) == (3, "character 5")


def test_a_line_beyond_the_limit_is_refused(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "LONGEST_LINE", 1000)
    monkeypatch.setattr(readers, "CHUNK", 64)

    with pytest.raises(FileRefused, match="longer than 1,000") as refused:
        opened(HEADER + LINE + "x" * 1001)

    assert refused.value.findings[0].line == 3


def test_one_line_of_100_mb_is_refused_after_its_first_megabyte(tmp_path: Path) -> None:
    path = tmp_path / "susp.txt"
    with path.open("wb") as file:
        file.write(HEADER.encode())
        file.writelines(b"x" * 1_000_000 for _ in range(100))
    tracemalloc.start()

    with pytest.raises(FileRefused, match="longer than 1,000,000 bytes"):
        open_file(path)

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10_000_000


def test_a_header_of_a_megabyte_is_refused_at_once(opened: Open) -> None:
    with pytest.raises(FileRefused, match="at most 400"):
        opened("cds\t" + "\t".join(f"c{n}" for n in range(100_000)) + "\n")


def test_a_file_beyond_the_limit_is_refused(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "LARGEST_FILE", 10)

    with pytest.raises(FileRefused, match="at most 10"):
        opened(HEADER)


def test_a_column_named_twice_is_refused(opened: Open) -> None:
    with pytest.raises(FileRefused, match="twice") as refused:
        opened("cds\tcolor\tCOLOR\n")

    assert refused.value.findings[0].column == "color"
