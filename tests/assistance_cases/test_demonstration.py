"""The demonstration: a living county on any day of loading, and no trace when it is removed."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import CommandError, call_command

from assistance_cases.deadlines import add_business_days
from assistance_cases.demonstration import (
    business_days_before,
    open_demonstration_cases,
    remove_demonstration_cases,
)
from assistance_cases.models import AssistanceCase, Cycle, YearOfAssistance
from assistance_cases.workflow import current_stage
from county_office.demonstration import (
    ACCOUNT_ROWS,
    create_demonstration_county,
    create_demonstration_people,
    demonstration_county,
    remove_demonstration_people,
)
from county_office.models import County, Lea, LeaCode, Notice, School, User
from county_office.notices.office_hours import end_of_business_week
from dashboard_import.generate import fictitious_county, planned_letters
from dashboard_import.models import Batch, Load, ReceivedFile
from eligibility.models import Determination
from eligibility.rules import DIFFERENTIATED_ASSISTANCE
from eligibility.selectors import determinations_of_county
from tests.factories.assistance_cases import case_of, determination_of
from tests.factories.county_office import CountyFactory, LeaFactory
from tests.plugins.demonstration import Demonstration, open_a_case_of_a_real_county

YEAR_2 = {
    "Windlestone Unified",
    "Nimbus Grove Elementary",
    "Barnowl Flats Elementary",
    "Three Kettles Elementary",
}
PACIFIC = ZoneInfo("America/Los_Angeles")
# A Monday, a Sunday, and the first working day of a year.
DAYS = [dt.date(2026, 11, 23), dt.date(2026, 11, 29), dt.date(2027, 1, 4)]


@pytest.fixture(params=DAYS, ids=str)
def day(request: pytest.FixtureRequest) -> Iterator[dt.date]:
    noon = dt.datetime.combine(request.param, dt.time(12), PACIFIC)
    with time_machine.travel(noon, tick=False):
        yield request.param


@pytest.fixture
def county(db: None) -> County:
    """County 99 with its LEAs, eligible as the files would make them, but without the files."""
    county = create_demonstration_county()
    for lea in fictitious_county().leas:
        row = LeaFactory(name=lea.name, county=county, kind=lea.kind)
        for year in (2024, 2025):
            if letters := planned_letters(lea, year):
                determination_of(row, year, letters=letters)
        if lea.name in YEAR_2:
            determination_of(row, 2025, eligible=False, status=DIFFERENTIATED_ASSISTANCE, da_year=2)
    return county


def open_cases(county: County) -> dict[str, AssistanceCase]:
    people = create_demonstration_people(county=county)
    open_demonstration_cases(county=county, people=people)
    return {case.lea.name: case for case in AssistanceCase.objects.select_related("lea")}


def test_a_newcomer_finds_work_of_every_urgency_on_any_day(county: County, day: dt.date) -> None:
    cases = open_cases(county)
    assert len(cases) == 14
    waiting = [
        milestone
        for case in cases.values()
        for milestone in case.milestones.all()
        if not milestone.is_settled
    ]
    due = [milestone.due_on for milestone in waiting]
    last_of_week = end_of_business_week(day)
    assert sum(one < day for one in due) == 2
    assert day in due
    assert sum(day < one <= last_of_week for one in due) >= (0 if day.weekday() >= 4 else 2)
    assert sum(one > last_of_week for one in due) > 50
    for case in cases.values():
        done = case.milestones.filter(done_on__isnull=False)
        assert all(case.opened_on <= milestone.done_on <= day for milestone in done), case


def test_cases_stand_in_seven_stages_some_of_them_in_their_second_year(county: County) -> None:
    cases = open_cases(county)
    stages = Counter(
        current_stage(list(case.milestones.all()), is_closed=case.is_closed).key
        for case in cases.values()
    )
    assert stages == {
        "contact": 2,
        "needs_identification": 3,
        "root_cause": 3,
        "support_approach": 2,
        "assistance": 2,
        "written_summary": 1,
        "follow_up": 1,
    }
    for name, case in cases.items():
        years = list(case.years.values_list("dashboard_year", "year_of_assistance"))
        if name in YEAR_2:
            assert years == [(2024, YearOfAssistance.YEAR_1), (2025, YearOfAssistance.YEAR_2)]
        else:
            assert years == [(2025, YearOfAssistance.YEAR_1)], name


def test_reminders_wait_notes_are_there_and_a_second_time_opens_nothing(county: County) -> None:
    cases = open_cases(county)
    assert len(cases) == 14
    notices = Notice.objects.count()
    assert notices >= 3
    assert cases["Foxtail Bend Unified"].notes.filter(shared_with_district=True).count() == 1
    assert cases["Foxtail Bend Unified"].notes.filter(shared_with_district=False).count() == 2
    people = create_demonstration_people(county=county)
    assert open_demonstration_cases(county=county, people=people) == 0
    assert Notice.objects.count() == notices
    assert User.objects.count() == len(ACCOUNT_ROWS)


def test_only_the_demonstration_can_be_removed(db: None) -> None:
    real = CountyFactory(code="27", is_demonstration=False)
    case_of(LeaFactory(county=real))
    for remove in (remove_demonstration_cases, remove_demonstration_people):
        with pytest.raises(ValueError, match="is not the demonstration county"):
            remove(county=real)
    assert AssistanceCase.objects.count() == 1


def test_an_account_that_loaded_real_files_is_closed_and_can_come_back(county: County) -> None:
    people = create_demonstration_people(county=county)
    system = people["system@demo.example"]
    Load.objects.create(started_by=system, actor_name=system.full_name)
    remove_demonstration_cases(county=county)
    call_command("remove_demonstration", stdout=StringIO())
    system.refresh_from_db()
    assert list(User.objects.all()) == [system]
    assert not system.is_active
    assert not system.memberships.exists()
    again = create_demonstration_county()
    LeaFactory(name="Foxtail Bend Unified", county=again)
    create_demonstration_people(county=again)
    system.refresh_from_db()
    assert system.is_active
    assert system.check_password("demonstration")


@pytest.mark.parametrize("day_before", DAYS)
def test_business_days_are_counted_back_as_they_are_counted_on(day_before: dt.date) -> None:
    due = add_business_days(day_before, 3)
    for count in (1, 5, 15, 40):
        assert add_business_days(business_days_before(due, count), count) == due


def test_it_is_refused_where_demonstration_data_is_off(db: None, settings: Any) -> None:
    settings.DEMONSTRATION = False
    with pytest.raises(CommandError, match="Set DESK_DEMONSTRATION=1"):
        call_command("load_demonstration", stdout=StringIO())
    assert demonstration_county() is None


def test_removing_what_is_not_there_says_so(db: None) -> None:
    out = StringIO()
    call_command("remove_demonstration", stdout=out)
    assert "Nothing was changed" in out.getvalue()


def rows() -> dict[str, int]:
    models = (County, Lea, LeaCode, School, User, Load, Batch, ReceivedFile, Determination)
    more = (AssistanceCase, Cycle, Notice)
    return {model.__name__: model.objects.count() for model in (*models, *more)}


@pytest.mark.slow
def test_loaded_through_the_importer_it_tells_its_stories_and_goes_without_a_trace(
    transactional_db: None, demonstration: Demonstration, settings: Any, tmp_path: Path
) -> None:
    open_a_case_of_a_real_county()
    before = rows()
    settings.MEDIA_ROOT = tmp_path / "media"
    demonstration.take(settings.MEDIA_ROOT)
    assert "Dashboard 2025: 19 files" in demonstration.said
    county = demonstration_county()
    assert county is not None
    for year in (2018, 2022, 2025):
        for found in determinations_of_county(county, year):
            assert found.letters == planned_letters(fictitious_county().lea(found.lea.name), year)
    newest = determinations_of_county(county, 2025).exclude(lea__kind="charter")
    assert list(newest.filter(level3="Y").values_list("lea__name", flat=True)) == [
        "Quillback Joint Unified"
    ]
    statuses = Counter(newest.values_list("status", "da_year"))
    assert statuses == {
        ("differentiated_assistance", 1): 9,
        ("differentiated_assistance", 2): 4,
        ("general_assistance", None): 11,
    }
    loaded = rows()
    call_command("load_demonstration", stdout=StringIO())
    assert rows() == loaded
    call_command("remove_demonstration", stdout=StringIO())
    assert rows() == before
