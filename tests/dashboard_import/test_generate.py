"""The generator: files in each year's layout that hang together and tell the planned stories."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from county_office.student_groups import STUDENT_GROUPS
from dashboard_import.generate import (
    DASHBOARD_YEARS,
    Size,
    StoryError,
    county_layouts,
    fictitious_county,
    planned_letters,
    planned_priorities,
    write_charter_list,
    write_county_files,
    write_published_list,
    write_statewide_file,
)
from dashboard_import.generate import results as simulation
from dashboard_import.generate.schools import apportion
from dashboard_import.generate.stories import Wish, told_local_indicators
from dashboard_import.layouts import Layout, layout_of, load_columns, load_layouts
from dashboard_import.published_lists import read_published_list
from eligibility.criteria import load_all_criteria
from eligibility.engine import decide_years, group_finding, pack_cells
from eligibility.findings import Determination, YearFacts
from eligibility.rules import Cell
from tests.dashboard_import.test_layouts import fits, lines_of

COUNTY = fictitious_county()
FOXTAIL = COUNTY.lea("Foxtail Bend Unified")
STATE_INDICATORS = {"ELA", "MATH", "ELPI", "GRAD", "CHRO", "SUSP", "CCI"}
RACES = {"AA", "AI", "AS", "FI", "HI", "MR", "PI", "WH"}
Rows = list[dict[str, str]]


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All files of the fictitious county, one folder a year."""
    directory = tmp_path_factory.mktemp("county")
    for year in DASHBOARD_YEARS:
        (directory / str(year)).mkdir()
        write_county_files(year, directory / str(year))
    return directory


@cache
def _read(path: Path, layout: Layout) -> Rows:
    header, *rows = lines_of(path)
    names = [layout.canonical(name) for name in header]
    return [dict(zip(names, row, strict=True)) for row in rows]


def rows_of(directory: Path, year: int, indicator: str) -> Rows:
    layout = layout_of(year, indicator)
    return _read(directory / str(year) / layout.file_name, layout)


def row_of(directory: Path, year: int, indicator: str, cds: str, group: str) -> dict[str, str]:
    rows = rows_of(directory, year, indicator)
    return next(row for row in rows if (row["cds"], row.get("studentgroup")) == (cds, group))


def every_indicator(year: int) -> Iterator[str]:
    yield from (
        layout.indicator
        for layout in county_layouts(year)
        if layout.indicator in STATE_INDICATORS | {"SCIENCE"}
    )


@pytest.mark.parametrize("year", DASHBOARD_YEARS)
def test_files_have_the_exact_layout_of_their_year(year: int, written: Path) -> None:
    layouts = county_layouts(year)
    assert {layout.file_name for layout in layouts} == {
        path.name for path in (written / str(year)).iterdir()
    }
    columns = load_columns()
    for layout in layouts:
        header, *rows = lines_of(written / str(year) / layout.file_name)
        assert tuple(header) == layout.columns
        assert rows, layout.file_name
        described = [columns[layout.canonical(name)] for name in header]
        for row in rows:
            faults = [(c.name, v) for c, v in zip(described, row, strict=True) if not fits(c, v)]
            assert not faults, (layout.file_name, row[:2])


def test_the_same_files_come_out_every_time(tmp_path: Path, written: Path) -> None:
    simulation.simulate.cache_clear()
    for path in write_county_files(2018, tmp_path):
        assert path.read_bytes() == (written / "2018" / path.name).read_bytes(), path.name


def test_no_place_is_real() -> None:
    assert {lea.cds[:2] for lea in COUNTY.leas} == {"99"}
    kinds = [lea.kind for lea in COUNTY.leas]
    assert (kinds.count("district"), kinds.count("coe"), kinds.count("charter")) == (23, 1, 6)
    codes = [lea.cds for lea in COUNTY.leas] + [s.cds for lea in COUNTY.leas for s in lea.schools]
    assert len(codes) == len(set(codes))
    assert all(len(code) == 14 and code.isdigit() for code in codes)


@pytest.mark.parametrize("year", DASHBOARD_YEARS)
def test_each_group_of_a_place_has_one_row(year: int, written: Path) -> None:
    for indicator in every_indicator(year):
        rows = rows_of(written, year, indicator)
        keys = [(row["cds"], row.get("studentgroup")) for row in rows]
        assert len(keys) == len(set(keys)), indicator


@pytest.mark.parametrize("year", DASHBOARD_YEARS)
def test_few_students_are_suppressed_as_the_state_does_it(year: int, written: Path) -> None:
    suppressed = below_size = 0
    for indicator in set(every_indicator(year)) - {"SCIENCE"}:
        for row in rows_of(written, year, indicator):
            if "statuslevel" not in row or not row["currdenom"]:
                continue
            students = int(row["currdenom"])
            if students < 11:
                suppressed += 1
                assert (row["currstatus"], row["statuslevel"]) == ("", "0"), row
                assert row.get("currnumer", "") == ""
            elif students < 15:
                below_size += 1
                assert row["statuslevel"] in set("12345")
                assert row.get("color", "0") == "0"
    assert suppressed > 100
    assert below_size > 20


@pytest.mark.parametrize(
    ("year", "indicator", "column"),
    [(2022, "ELA", "color"), (2019, "ELPI", "color"), (2023, "CCI", "color")],
)
def test_a_year_with_status_only_has_no_color_column(
    year: int, indicator: str, column: str, written: Path
) -> None:
    row = rows_of(written, year, indicator)[0]
    assert column not in row
    assert "statuslevel" in row


def test_english_learner_progress_of_2018_has_no_level_at_all(written: Path) -> None:
    row = rows_of(written, 2018, "ELPI")[0]
    assert not {"statuslevel", "color", "studentgroup"} & row.keys()
    assert int(row["pltotct"]) == sum(int(row[f"pl_{number}"]) for number in range(1, 5))


@pytest.mark.parametrize("year", [2018, 2019, 2023, 2024, 2025])
def test_a_years_prior_figure_is_what_the_year_before_had(year: int, written: Path) -> None:
    before = year - 1 if year != 2022 else None
    assert before is not None
    for indicator in ("SUSP", "ELA"):
        last = {
            (row["cds"], row["studentgroup"]): row for row in rows_of(written, before, indicator)
        }
        compared = 0
        for row in rows_of(written, year, indicator):
            earlier = last.get((row["cds"], row["studentgroup"]))
            if earlier is not None and row["priordenom"]:
                compared += 1
                assert row["priordenom"] == earlier["currdenom"]
                assert row["priorstatus"] == earlier["currstatus"]
        assert compared > 300


@pytest.mark.parametrize("indicator", ["CHRO", "SUSP", "GRAD"])
def test_schools_add_up_to_their_district(indicator: str, written: Path) -> None:
    rows = rows_of(written, 2024, indicator)
    totals: dict[tuple[str, str], int] = defaultdict(int)
    for row in rows:
        if row["rtype"] == "S" and row["charter_flag"] != "Y":
            totals[row["districtname"], row["studentgroup"]] += int(row["currdenom"])
    for row in rows:
        if row["rtype"] == "D":
            key = (row["districtname"], row["studentgroup"])
            assert totals[key] == int(row["currdenom"]), key


@pytest.mark.parametrize("indicator", ["CHRO", "SUSP", "GRAD", "CCI"])
def test_no_group_counts_more_than_all_students(indicator: str) -> None:
    for lea in COUNTY.leas:
        histories = simulation.simulate(lea)
        for (code, group), history in histories.items():
            if code != indicator:
                continue
            for year, result in history.items():
                everybody = histories[indicator, "ALL"][year]
                assert result.denominator <= everybody.denominator
                if group in RACES:
                    assert (result.numerator or 0) <= (everybody.numerator or 0)


def test_the_worked_example_has_the_numbers_of_its_page(written: Path) -> None:
    absent = row_of(written, 2024, "CHRO", FOXTAIL.cds, "SWD")
    assert (absent["currnumer"], absent["currdenom"]) == ("125", "402")
    assert (absent["currstatus"], absent["priorstatus"]) == ("31.1", "28.0")
    assert (absent["statuslevel"], absent["changelevel"], absent["color"]) == ("1", "1", "1")
    suspended = row_of(written, 2024, "SUSP", FOXTAIL.cds, "LTEL")
    assert (suspended["currnumer"], suspended["currdenom"]) == ("13", "143")
    foster = row_of(written, 2024, "ELA", FOXTAIL.cds, "FOS")
    assert (foster["currdenom"], foster["color"]) == ("13", "0")
    assert row_of(written, 2024, "GRAD", FOXTAIL.cds, "AA")["currstatus"] == ""


def cells_of(directory: Path, year: int) -> dict[str, list[Cell]]:
    cells: dict[str, list[Cell]] = defaultdict(list)
    for indicator in STATE_INDICATORS & set(every_indicator(year)):
        for row in rows_of(directory, year, indicator):
            if "statuslevel" in row:
                cells[row["cds"]].append(
                    Cell(
                        indicator=indicator,
                        group=row.get("studentgroup", "EL"),
                        rtype=row["rtype"],
                        color=int(row["color"]) if "color" in row else None,
                        statuslevel=int(row["statuslevel"]),
                        currdenom=int(row["currdenom"]),
                    )
                )
    return cells


def _local(name: str, kind: str, year: int) -> dict[int, bool | None]:
    counted = load_all_criteria()[year].local_indicators.counted_for(kind)
    told, before = told_local_indicators(year), told_local_indicators(year - 1)
    found = {}
    for priority in counted:
        word = told.get(name, {}).get(priority, "Met")
        twice = word == before.get(name, {}).get(priority) == "Not Met"
        found[priority] = word.endswith("Years") or (year == 2018 and twice)
    return found


@pytest.fixture(scope="session")
def determinations(written: Path) -> dict[str, dict[int, Determination]]:
    """What the engine says of the written files, by LEA name and year."""
    catalogue = load_all_criteria()
    cells = {year: cells_of(written, year) for year in DASHBOARD_YEARS}
    decided = {}
    for lea in COUNTY.leas:
        facts = {}
        for year in DASHBOARD_YEARS:
            groups, counted = pack_cells(catalogue[year], cells[year][lea.cds])
            local = _local(lea.name, lea.kind, year)
            facts[year] = YearFacts(lea.kind, groups, frozenset(), counted, local)
        decided[lea.name] = decide_years(catalogue, lea.kind, facts, DASHBOARD_YEARS)
    return decided


@pytest.mark.parametrize("year", DASHBOARD_YEARS)
def test_the_engine_finds_the_planned_letters_and_no_others(
    year: int, determinations: dict[str, dict[int, Determination]]
) -> None:
    for lea in COUNTY.leas:
        if year in determinations[lea.name]:
            found = dict(determinations[lea.name][year].letters)
            assert found == planned_letters(lea, year), lea.name


@pytest.mark.parametrize("year", DASHBOARD_YEARS)
def test_no_group_meets_a_priority_that_was_not_planned(year: int, written: Path) -> None:
    criteria = load_all_criteria()[year]
    cells = cells_of(written, year)
    for lea in COUNTY.leas:
        groups, _ = pack_cells(criteria, cells[lea.cds])
        met = {
            group: tuple(sorted(finding.met))
            for group, tests in groups.items()
            if (finding := group_finding(criteria, group, tests.bits, 0)).met
        }
        assert met == planned_priorities(year).get(lea.cds, {}), lea.name


def test_the_newest_year_shows_every_level(
    determinations: dict[str, dict[int, Determination]],
) -> None:
    newest = {name: years[2025] for name, years in determinations.items()}
    districts = {name: newest[name] for name in newest if COUNTY.lea(name).kind != "charter"}
    level_3 = [name for name, one in districts.items() if one.level_3 and one.level_3.meets]
    assert level_3 == ["Quillback Joint Unified"]
    assert sum(bool(one.eligible) for one in districts.values()) == 9
    charters = [n for n, one in newest.items() if one.eligible and n not in districts]
    assert charters == ["Kitewater Charter Academy"]


def test_all_students_in_red_do_not_make_a_small_district_eligible(
    written: Path, determinations: dict[str, dict[int, Determination]]
) -> None:
    cloudberry = COUNTY.lea("Cloudberry Elementary")
    for indicator in ("CHRO", "SUSP"):
        assert row_of(written, 2025, indicator, cloudberry.cds, "ALL")["color"] == "1"
    assert not determinations[cloudberry.name][2025].letters


def test_the_invented_list_says_what_is_planned(tmp_path: Path) -> None:
    for year in DASHBOARD_YEARS:
        published = read_published_list(write_published_list(year, tmp_path))
        assert published.year == year
        assert len(published.rows) == (23 if year == 2017 else 24)
        for row in published.rows:
            lea = COUNTY.lea(row.lea_name)
            assert row.letters == planned_letters(lea, year)
    by_name = {row.lea_name: row for row in published.rows}
    assert by_name["Windlestone Unified"].statuses[2025] == "Differentiated Assistance, Year 2"
    assert by_name["Quillback Joint Unified"].level3 == {2025: "Y"}


def test_the_invented_list_of_charter_schools_has_both_years(tmp_path: Path) -> None:
    found = read_published_list(write_charter_list(2025, tmp_path))

    assert found.indicator == "CHARTER_LIST"
    rows = {row.lea_name: row for row in found.rows}
    assert len(rows) == sum(lea.kind == "charter" for lea in COUNTY.leas)
    kitewater = rows["Kitewater Charter Academy"]
    assert kitewater.letters == planned_letters(COUNTY.lea(kitewater.lea_name), 2025)
    assert kitewater.letters_before == planned_letters(COUNTY.lea(kitewater.lea_name), 2024)
    assert kitewater.statuses[2025] == "Differentiated Assistance, Year 1"
    with pytest.raises(ValueError, match="no list of charter schools of 2022"):
        write_charter_list(2022, tmp_path)


def test_a_story_that_the_numbers_cannot_tell_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(simulation, "told_level", lambda *place: Wish(1))
    cloudberry = COUNTY.lea("Cloudberry Elementary")
    with pytest.raises(StoryError, match="students are too few for a level to count"):
        simulation.simulate.__wrapped__(cloudberry)


@pytest.mark.parametrize(
    ("total", "weights", "limits", "parts"),
    [
        (10, [1.0, 1.0], [10, 10], [5, 5]),
        (10, [9.0, 1.0], [4, 10], [4, 6]),
        (7, [1.0, 1.0, 1.0], [7, 7, 7], [3, 2, 2]),
        (9, [1.0, 1.0], [2, 3], [2, 3]),
    ],
)
def test_a_number_is_divided_without_rest_and_within_limits(
    total: int, weights: list[float], limits: list[int], parts: list[int]
) -> None:
    assert apportion(total, weights, limits) == parts


SMALL_STATE = Size(schools=20, districts_and_county_offices=60, charters=9)


@pytest.mark.parametrize(
    "layout",
    [layout for layout in load_layouts() if not layout.is_workbook and layout.delimiter == "\t"],
    ids=lambda one: f"{one.year}-{one.indicator}",
)
def test_a_statewide_file_has_its_layout_and_plausible_values(
    layout: Layout, tmp_path: Path
) -> None:
    path = tmp_path / layout.file_name
    count = write_statewide_file(layout, path, SMALL_STATE)
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file, delimiter=layout.delimiter)
    assert tuple(header) == layout.columns
    assert len(rows) == count
    columns = load_columns()
    described = [columns[layout.canonical(name)] for name in header]
    faults = {
        (c.name, v) for row in rows for c, v in zip(described, row, strict=True) if not fits(c, v)
    }
    assert not faults
    at = [layout.canonical(name) for name in header]
    keys = {
        tuple(
            row[at.index(name)] for name in ("cds", "studentgroup", "localindicator") if name in at
        )
        for row in rows
    }
    assert len(keys) == count


def test_a_statewide_file_covers_counties_charters_and_groups(tmp_path: Path) -> None:
    layout = layout_of(2024, "SUSP")
    path = tmp_path / layout.file_name
    write_statewide_file(layout, path, SMALL_STATE)
    rows = _read(path, layout)
    assert {row["cds"][:2] for row in rows} == {f"{county:02d}" for county in range(59)}
    assert {row["studentgroup"] for row in rows} > set(STUDENT_GROUPS)
    assert len({row["cds"] for row in rows if row["charter_flag"] == "Y"}) == 9
    assert len({row["cds"] for row in rows if row["cds"][2:4] == "10"}) >= 58


def test_an_academic_statewide_file_says_who_was_tested(tmp_path: Path) -> None:
    layout = layout_of(2024, "ELA")
    path = tmp_path / layout.file_name
    write_statewide_file(layout, path, SMALL_STATE)
    for row in _read(path, layout):
        tested, enrolled = int(row["currprate_tested"]), int(row["currprate_enrolled"])
        assert tested == int(row["currdenom"]) <= enrolled
        assert int(row["currdenom_withoutprloss"] or 0) + int(row["currnumprloss"] or 0) == tested
        assert row["priorprate"]
