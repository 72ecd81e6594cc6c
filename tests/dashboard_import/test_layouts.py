"""Layouts: what the published files look like, and what is said when one cannot be used."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from dashboard_import import layouts
from dashboard_import.layouts import (
    Column,
    Layout,
    LayoutError,
    column_of,
    layout_of,
    load_columns,
    load_layouts,
    read_layout,
)

VALID = {
    "year": "2022",
    "indicator": "ELA",
    "known": "verified",
    "checked": "a real file",
    "file_name": "eladownload2022.txt",
    "delimiter": "tab",
    "columns": "[cds, rtype, studentgroup, numPRLOSS]",
    "needed": "[cds, studentgroup]",
    "renamed": "{numPRLOSS: currnumprloss}",
}
VERIFIED = [layout for layout in load_layouts() if layout.known == "verified"]


def layout_file(directory: Path, **changes: str | None) -> Path:
    path = directory / "ela.yaml"
    lines = {**VALID, **changes}
    path.write_text("\n".join(f"{key}: {value}" for key, value in lines.items() if value))
    return path


def published_files(layout: Layout, directory: Path) -> list[Path]:
    year = directory / str(layout.year)
    folders = (year, year / "monterey", directory / "samples" / str(layout.year))
    return [path for folder in folders if (path := folder / layout.file_name).exists()]


def lines_of(path: Path) -> Iterator[list[str]]:
    if path.suffix == ".xlsx":
        workbook = CalamineWorkbook.from_path(path)
        rows = workbook.get_sheet_by_name(workbook.sheet_names[0]).to_python(skip_empty_area=True)
        yield from ([str(cell) for cell in row] for row in rows)
        return
    encoding = "cp1252" if "201" in path.name else "utf-8-sig"
    for line in path.read_text(encoding=encoding).splitlines():
        yield line.split("\t")


@pytest.mark.parametrize("layout", VERIFIED, ids=lambda one: f"{one.year}-{one.indicator}")
def test_a_verified_layout_has_the_header_of_the_published_file(
    layout: Layout, dashboard_files: Path
) -> None:
    paths = published_files(layout, dashboard_files)
    assert paths, f"no file at hand for {layout.file_name}"
    for path in paths:
        assert tuple(next(lines_of(path))) == layout.columns, path


def fits(column: Column, value: str) -> bool:
    """Whether a published value is what the column's type and range allow."""
    text = value.replace("\xa0", " ").strip()
    if text in column.missing:
        return True
    if column.type in {"count", "decimal", "level"}:
        number = float(text)
        whole = column.type == "decimal" or number.is_integer()
        above = column.least is None or number >= column.least
        return whole and above and (column.most is None or number <= column.most)
    if column.type == "flag":
        return text in {"Y", "N"}
    if column.type == "year":
        return text[:4].isdigit()
    allowed = not column.values or text in column.values
    return allowed and bool(re.fullmatch(column.pattern or ".*", text, re.DOTALL))


@pytest.mark.slow
@pytest.mark.parametrize("layout", VERIFIED, ids=lambda one: f"{one.year}-{one.indicator}")
def test_every_published_value_is_one_that_its_column_allows(
    layout: Layout, dashboard_files: Path
) -> None:
    columns = load_columns()
    for path in published_files(layout, dashboard_files):
        header, *rows = lines_of(path)
        described = [columns[layout.canonical(name)] for name in header]
        refused = {
            (column.name, value)
            for row in rows
            for column, value in zip(described, row, strict=False)
            if not fits(column, value)
        }
        assert not refused, path


def test_every_year_has_the_files_that_its_criteria_read() -> None:
    common = {"ELA", "MATH", "GRAD", "SUSP", "ENROLLMENT", "ELPI", "CCI"}
    for year in (2017, 2018, 2019, 2022, 2023, 2024, 2025):
        known = {layout.indicator for layout in load_layouts() if layout.year == year}
        assert known >= common | ({"CHRO"} if year > 2017 else set()), year
        local = {"LOCAL"} if year < 2022 else {f"LOCAL_P{n}" for n in (1, 2, 3, 6, 7, 9, 10)}
        assert known >= local, year


def test_a_file_without_student_groups_is_about_english_learners() -> None:
    assert layout_of(2022, "ELPI").fixed == {"studentgroup": "EL"}
    assert not layout_of(2024, "ELPI").fixed


def test_a_published_name_is_found_whatever_its_case() -> None:
    layout = layout_of(2022, "ELA")
    assert layout.canonical("numPRLOSS") == layout.canonical(" NUMprloss ") == "currnumprloss"
    assert layout.canonical("ReportingYear") == "reportingyear"


def test_a_header_is_compared_column_by_column() -> None:
    layout = layout_of(2022, "SUSP")
    header = [name for name in layout.columns if name not in {"currdenom", "certifyflag"}]
    difference = layout.difference([*header, "extra"])
    assert difference.missing == ("currdenom", "certifyflag")
    assert difference.needed_missing == ("currdenom",)
    assert difference.new == ("extra",)


def test_missing_is_never_zero() -> None:
    denominator = column_of("currdenom")
    assert denominator is not None
    assert {"", "*", "NA", "N/A", "--", "No Data"} == denominator.missing
    assert "0" not in denominator.missing


def test_families_of_columns_are_described_once() -> None:
    share, count = column_of("curr_prep_summative_pct"), column_of("curr_prep_summative")
    assert share is not None
    assert count is not None
    assert (share.type, share.most, count.type) == ("decimal", 100, "count")
    assert column_of("no_such_column") is None


def test_a_valid_layout_file_is_read(tmp_path: Path) -> None:
    layout = read_layout(layout_file(tmp_path))
    assert layout.canonical_columns == ("cds", "rtype", "studentgroup", "currnumprloss")
    assert layout.delimiter == "\t"
    assert not layout.is_workbook


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"needed": None}, "the keys needed are missing"),
        ({"remark": "x"}, "remark is no key of a layout"),
        ({"known": "guessed"}, "known is 'guessed'; it must be one of verified, record layout"),
        ({"delimiter": "space"}, "delimiter is 'space'"),
        ({"year": "2016"}, "year is 2016"),
        ({"indicator": "READING"}, "'READING' is no code of an indicator"),
        ({"columns": "cds"}, "columns must be a list"),
        ({"known": "record layout"}, "record_layout has no address"),
        ({"columns": "[cds, CDS, studentgroup, numPRLOSS]"}, "the column cds is there twice"),
        ({"renamed": "{nothing: rate}"}, "renamed names nothing, which is not in columns"),
        ({"fixed": "{rtype: S}"}, "rtype is fixed, but the file has that column"),
        ({"needed": "[cds, color]"}, "needed names color, which no column gives"),
        (
            {"columns": "[cds, studentgroup, shoe_size, numPRLOSS]"},
            "columns.yaml does not describe the column shoe_size",
        ),
        ({"columns": "[cds"}, "not readable as YAML"),
    ],
)
def test_a_layout_that_cannot_be_used_says_why(
    tmp_path: Path, changes: dict[str, str | None], message: str
) -> None:
    path = layout_file(tmp_path, **changes)
    with pytest.raises(LayoutError, match=re.escape(message)) as refused:
        read_layout(path)
    assert str(path) in str(refused.value)


def test_a_layout_in_the_folder_of_another_year_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "2023").mkdir()
    layout_file(tmp_path / "2023")
    monkeypatch.setattr(layouts, "DIRECTORY", tmp_path)
    with pytest.raises(LayoutError, match="the folder is another year's"):
        load_layouts.__wrapped__()
