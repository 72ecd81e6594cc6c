"""The state's own files and answers: letters, method 2, Level 3, counts, the required LCAP goal."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from django.db import transaction

from county_office.models import County
from dashboard_import.published_lists import read_published_list
from eligibility.models import Determination
from eligibility.reconcile import reconcile
from eligibility.selectors import determinations_of_state
from eligibility.services import determine_eligibility
from tests.factories.dashboard_files import publish_path

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LISTS = {
    2017: "assistance-status-2017.xls",
    2018: "assistancestatus18.xlsx",
    2019: "assistancestatus19-rev.xlsx",
    2022: "assistancestatus22.xlsx",
}
ELIGIBLE = {2017: 228, 2018: 386, 2019: 333, 2022: 617}


def publish_monterey(files: Path, year: int) -> None:
    for path in sorted((files / str(year) / "monterey").glob("*.txt")):
        publish_path(path)


def reconciled(files: Path, year: int, county: str | None = "27"):
    published = read_published_list(files / "published" / LISTS[year])
    return reconcile(published, County.objects.get(code=county) if county else None)


@pytest.mark.parametrize("year", [2018, 2022])
def test_monterey_agrees_with_the_state_in_every_cell(dashboard_files, year):
    publish_monterey(dashboard_files, year)
    determine_eligibility(years=[year], by=None)

    found = reconciled(dashboard_files, year)

    assert found.last_line == "LEAs 25, cells 325, differences 0"
    assert (found.methods[1].agree, found.methods[1].undetermined) == (25, 0)


def test_one_bent_level_is_reported_in_just_the_cells_it_touches(dashboard_files, tmp_path):
    publish_monterey(dashboard_files, 2022)
    bent, cds, group = _bend_one_level(dashboard_files, tmp_path)
    publish_path(bent)
    determine_eligibility(years=[2022], by=None)

    found = reconciled(dashboard_files, 2022)

    assert [(each.cds, each.field) for each in found.differences] == [(cds, group)]
    assert found.last_line == "LEAs 25, cells 325, differences 1"


def _bend_one_level(files: Path, folder: Path) -> tuple[Path, str, str]:
    """A copy of the suspension file in which one group that has a letter with Priority 6 is
    Medium instead of Very High."""
    source = files / "2022" / "monterey" / "suspdownload2022.txt"
    published = read_published_list(files / "published" / LISTS[2022])
    letters = {row.cds: row.letters for row in published.rows}
    lines = source.read_text(encoding="cp1252").split("\n")
    header = lines[0].split("\t")
    at = {name: header.index(name) for name in ("cds", "rtype", "studentgroup", "statuslevel")}
    for number, line in enumerate(lines[1:], start=1):
        cells = line.split("\t")
        if len(cells) < len(header) or cells[at["rtype"]] != "D":
            continue
        cds, group = cells[at["cds"]], cells[at["studentgroup"]]
        if cells[at["statuslevel"]] == "1" and letters.get(cds, {}).get(group) in {"C", "D"}:
            cells[at["statuslevel"]] = "3"
            lines[number] = "\t".join(cells)
            bent = folder / source.name
            bent.write_text("\n".join(lines), encoding="cp1252")
            return bent, cds, group
    raise AssertionError("no group of the file has a letter with Priority 6")


@pytest.fixture
def from_the_lists(dashboard_files):
    """All four lists and both local indicator files live, and everything determined."""
    with transaction.atomic():
        for name in LISTS.values():
            publish_path(dashboard_files / "published" / name)
        for year in (2017, 2018):
            publish_path(dashboard_files / str(year) / f"LocalIndPerf{year}.txt")
        determine_eligibility(years=list(LISTS), by=None)
    return dashboard_files


def test_statewide_the_states_answers_follow_from_letters_and_methods(from_the_lists):
    by_year = {year: Counter() for year in LISTS}
    for year in LISTS:
        for found in determinations_of_state(year):
            by_year[year][found.eligible] += 1
            assert found.origin == "published_list"

    assert {year: counted["Y"] for year, counted in by_year.items()} == ELIGIBLE

    # Level 3 from four years' letters: 39 of 39, none besides.
    level_3 = reconciled(from_the_lists, 2022, county=None).level_3
    assert (level_3.agree, level_3.differ, level_3.undetermined) == (993, 0, 0)
    assert Determination.objects.filter(year=2022, level3="Y").count() == 39

    # The required LCAP goal of EC 52064(e)(5), from the letters of 2018, 2019 and 2022.
    assert Determination.objects.filter(year=2022).exclude(goal_groups=[]).count() == 132

    # Method 2 of 2018 from the two local indicator files, not from the list: 11 of 11.
    by_method_2 = Determination.objects.filter(year=2018, method2="Y")
    assert by_method_2.count() == 11
    assert all("2" not in each.explanation["published"]["methods"] for each in by_method_2)
    assert reconciled(from_the_lists, 2018, county=None).methods[2].agree == 993


def test_method_2_of_2023_follows_from_the_seven_workbooks_of_local_indicators(dashboard_files):
    """19 districts, as the state counts; three state special schools rate themselves so as well."""
    for path in sorted((dashboard_files / "2023").glob("Pr*.xlsx")):
        publish_path(path)
    determine_eligibility(years=[2023], by=None)

    by_method_2 = determinations_of_state(2023).filter(method2="Y").exclude(lea__kind="charter")
    assert by_method_2.count() == 19
    assert set(by_method_2.values_list("status", flat=True)) == {"differentiated_assistance"}


@pytest.mark.parametrize("year", [2023, 2024])
def test_the_county_office_of_the_samples_agrees_in_every_cell(dashboard_files, year):
    samples = dashboard_files / "samples" / str(year)
    for path in sorted(samples.glob("*download*.txt")):
        publish_path(path)
    determine_eligibility(years=[year], by=None)

    published = read_published_list(samples / f"assistancestatus{year % 100}.xlsx")
    found = reconcile(published)

    assert found.differences == []
    assert found.cells == len(published.groups)
    assert found.methods[1].agree == 1
