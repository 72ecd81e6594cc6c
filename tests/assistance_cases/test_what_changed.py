"""What changed, on the home page: cases, files and determinations of the county, by time, and none
of another's."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assistance_cases import services
from assistance_cases.models import AssistanceCase
from assistance_cases.selectors.changes import Change, latest_changes
from county_office.models import County, User
from dashboard_import.generate import write_school_directory
from dashboard_import.models import Batch
from dashboard_import.selectors import publications_of_county
from dashboard_import.services import (
    publish_load,
    receive_file,
    roll_back_batch,
    stage_batch,
    start_load,
)
from eligibility.models import DeterminationRun, Status
from eligibility.selectors import runs_over_county
from tests.assistance_cases.conftest import NOON
from tests.factories.assistance_cases import case_of, determination_of
from tests.factories.county_office import (
    CountyFactory,
    LeaFactory,
    UserFactory,
    administrator_of,
    district_lead_of,
    reader_of,
    staff_of,
    system_administrator,
)
from tests.factories.dashboard_files import (
    MONTEREY_DISTRICT,
    file_text,
    publish,
    publish_path,
    row,
    statewide_rows,
)

TEN_DAYS = dt.timedelta(days=10)
FILE_NAMES = {"SUSP": "suspdownload", "MATH": "mathdownload", "CHRO": "chronicdownload"}


@pytest.fixture(autouse=True)
def clock(settings: Any, tmp_path: Path, db: None) -> Iterator[time_machine.Coordinates]:
    """Noon of the day of these tests; a test moves it on. Received files go to its own folder."""
    settings.MEDIA_ROOT = tmp_path / "media"
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def administrator(county: County) -> User:
    return administrator_of(county, full_name="COE administrator")


@pytest.fixture
def elsewhere() -> County:
    """Another county, a real one beside that of the demonstration."""
    return CountyFactory(code="27")


def publish_together(
    by: User, *codes: str, year: int = 2024, confidential_until: dt.date | None = None
) -> list[Batch]:
    """Files of one load, published with one button."""
    load = start_load(by=by)
    for code in codes:
        content = file_text(year, code, [row(color="1")]).encode()
        batch = receive_file(
            load=load,
            content=io.BytesIO(content),
            name=f"{FILE_NAMES[code]}{year}.txt",
            by=by,
            confidential_until=confidential_until,
        )
        stage_batch(batch_id=batch.pk)
    return publish_load(load=load, by=by)


def told(user: User, county: County) -> list[str]:
    """The lines as a person reads them."""
    return [
        f"{change.subject}{': ' * bool(change.text)}{change.text}, by {change.by}"
        for change in latest_changes(user, county)
    ]


def only_change(user: User, county: County) -> Change:
    [change] = latest_changes(user, county)
    return change


# Cases --------------------------------------------------------------------------------------------


def test_the_latest_changes_of_the_countys_cases_come_first(
    case: AssistanceCase, elsewhere: County, staff: User, county: County
) -> None:
    case_of(LeaFactory(county=elsewhere))
    services.add_note(case=case, text="A note.", by=staff)
    about_cases = [line for line in told(staff, county) if line.startswith("Foxtail")]
    assert sorted(about_cases) == [
        "Foxtail Bend Unified: Case opened for Dashboard 2024: Year 1, by COE coordinator A",
        "Foxtail Bend Unified: note added, by COE coordinator A",
    ]
    assert len(latest_changes(staff, county)) == 3  # the third is the determination


# Files --------------------------------------------------------------------------------------------


def test_files_that_were_published_together_are_one_line_with_who_and_when(
    administrator: User, staff: User, county: County
) -> None:
    publish_together(administrator, "SUSP", "MATH", "CHRO")
    assert told(staff, county) == ["Dashboard 2024 published: 3 files, by COE administrator"]
    change = only_change(staff, county)
    assert (change.at, change.address) == (NOON, "/data/?year=2024")


def test_files_of_several_dashboards_in_one_load_are_one_line(
    administrator: User, staff: User, county: County
) -> None:
    load = start_load(by=administrator)
    for year in (2022, 2024):
        content = io.BytesIO(file_text(year, "SUSP", [row(statuslevel="1")]).encode())
        name = f"suspdownload{year}.txt"
        stage_batch(
            batch_id=receive_file(load=load, content=content, name=name, by=administrator).pk
        )
    publish_load(load=load, by=administrator)
    assert told(staff, county) == [
        "Dashboards 2022 and 2024 published: 2 files, by COE administrator"
    ]


def test_a_single_file_is_named(administrator: User, staff: User, county: County) -> None:
    publish_together(administrator, "SUSP")
    assert told(staff, county) == [
        "Dashboard 2024 published: 1 file, Suspension, by COE administrator"
    ]


def test_files_of_two_loads_or_of_two_days_are_two_lines(
    administrator: User, staff: User, county: County, clock: time_machine.Coordinates
) -> None:
    publish_together(administrator, "SUSP", "MATH")
    clock.shift(dt.timedelta(hours=1))
    [reissued] = publish_together(administrator, "CHRO")
    clock.shift(dt.timedelta(days=1))
    roll_back_batch(batch=reissued, by=administrator)
    assert told(staff, county) == [
        "Dashboard 2024 rolled back: 1 file, Absenteeism, by COE administrator",
        "Dashboard 2024 published: 1 file, Absenteeism, by COE administrator",
        "Dashboard 2024 published: 2 files, by COE administrator",
    ]


def test_a_directory_of_schools_is_no_file_of_a_dashboard(
    staff: User, county: County, tmp_path: Path
) -> None:
    publish_path(write_school_directory(2025, tmp_path))
    assert told(staff, county) == ["The state's directory of schools published, by a test"]
    assert only_change(staff, county).address == "/data/"


def test_a_county_is_not_told_of_another_countys_files(
    administrator: User, staff: User, county: County, elsewhere: County
) -> None:
    publish(file_text(2024, "SUSP", [row(MONTEREY_DISTRICT)]), "suspdownload2024.txt")
    assert told(staff, county) == []
    publish_together(administrator, "MATH")
    assert told(staff_of(elsewhere), elsewhere) == [
        "Dashboard 2024 published: 1 file, Suspension, by a test"
    ]


def test_a_statewide_file_is_told_to_each_county_but_not_to_the_fictitious_one(
    staff: User, county: County, elsewhere: County
) -> None:
    publish(file_text(2024, "SUSP", statewide_rows(without={"27"})), "suspdownload2024.txt")
    assert len(told(staff_of(elsewhere), elsewhere)) == 1
    assert told(staff, county) == []


# Determinations -----------------------------------------------------------------------------------


def test_a_determination_is_told_with_how_many_leas_are_eligible(
    staff: User, county: County
) -> None:
    determination_of(LeaFactory(county=county))
    determination_of(LeaFactory(county=county), eligible=False)
    assert told(staff, county) == [
        "Eligibility determined: Dashboard 2024, 1 of 2 LEAs eligible, by the test"
    ]
    assert only_change(staff, county).address == "/data/determinations/"


def test_what_cannot_be_determined_is_counted_beside(staff: User, county: County) -> None:
    determination_of(LeaFactory(county=county))
    determination_of(LeaFactory(county=county), eligible=False, status=Status.CANNOT_BE_DETERMINED)
    assert told(staff, county) == [
        "Eligibility determined: Dashboard 2024, 1 of 2 LEAs eligible, 1 undetermined, by the test"
    ]


def test_a_run_over_the_state_and_several_years_counts_the_countys_leas_of_the_newest(
    staff: User, county: County, elsewhere: County
) -> None:
    run = DeterminationRun.objects.create(years=[2022, 2023, 2024], actor_name="Command line")
    lea = LeaFactory(county=county)
    for year in run.years:
        determination_of(lea, year, run=run, eligible=year == 2024)
    for _ in range(3):
        determination_of(LeaFactory(county=elsewhere), run=run)
    assert told(staff, county) == [
        "Eligibility determined: Dashboards 2022 to 2024, 1 of 1 LEA eligible in 2024,"
        " by Command line"
    ]


def test_a_county_is_not_told_of_determinations_in_which_it_has_no_lea(
    staff: User, county: County, elsewhere: County
) -> None:
    determination_of(LeaFactory(county=elsewhere))
    DeterminationRun.objects.create(years=[2024], actor_name="Command line")
    assert told(staff, county) == []


# Together -----------------------------------------------------------------------------------------


def test_files_determinations_and_cases_are_told_in_the_order_of_time(
    administrator: User, staff: User, county: County, clock: time_machine.Coordinates
) -> None:
    publish_together(administrator, "SUSP", "MATH")
    clock.shift(dt.timedelta(minutes=5))
    lea = LeaFactory(name="Foxtail Bend Unified", county=county)
    determination_of(lea)
    clock.shift(dt.timedelta(minutes=5))
    case = case_of(lea, case_lead=staff)
    clock.shift(dt.timedelta(minutes=5))
    publish_together(administrator, "CHRO")
    clock.shift(dt.timedelta(minutes=5))
    services.add_note(case=case, text="A note.", by=staff)
    assert [line.partition(":")[0] for line in told(staff, county)] == [
        "Foxtail Bend Unified",
        "Dashboard 2024 published",
        "Foxtail Bend Unified",
        "Eligibility determined",
        "Dashboard 2024 published",
    ]
    publish_together(administrator, "SUSP", year=2025)
    assert len(told(staff, county)) == 5


def test_many_entries_in_cases_do_not_push_out_the_newest_files_and_determination_of_the_week(
    administrator: User, staff: User, county: County, clock: time_machine.Coordinates
) -> None:
    publish_together(administrator, "SUSP", "MATH")
    case = case_of(LeaFactory(county=county), case_lead=staff)
    clock.shift(dt.timedelta(hours=1))
    for number in range(6):
        services.add_note(case=case, text=f"Note {number}.", by=staff)
    subjects = [change.subject for change in latest_changes(staff, county)]
    assert subjects[:3] == [str(case.lea)] * 3
    assert sorted(subjects[3:]) == ["Dashboard 2024 published", "Eligibility determined"]
    clock.shift(dt.timedelta(days=7))
    assert {change.subject for change in latest_changes(staff, county)} == {str(case.lea)}


def queries_of(user: User, county: County) -> int:
    person = User.objects.get(pk=user.pk)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        latest_changes(person, county)
    return len(captured)


def test_the_changes_take_as_many_queries_for_many_files_and_runs_as_for_one(
    administrator: User, staff: User, county: County
) -> None:
    until = NOON.date() + TEN_DAYS
    [preview] = publish_together(administrator, "SUSP", confidential_until=until)
    lea = LeaFactory(county=county)
    determination_of(lea, batch_ids=[preview.pk])
    before = queries_of(staff, county)
    for code in ("MATH", "CHRO"):
        publish_together(administrator, code, confidential_until=until)
        determination_of(lea, batch_ids=[preview.pk])
    assert queries_of(staff, county) == before


# Who is told --------------------------------------------------------------------------------------


def test_a_preview_is_told_to_the_countys_own_people_with_its_day(
    administrator: User, county: County
) -> None:
    until = NOON.date() + TEN_DAYS
    batches = publish_together(administrator, "SUSP", "MATH", confidential_until=until)
    determination_of(LeaFactory(county=county), batch_ids=[batches[0].pk])
    for person in (staff_of(county), reader_of(county), administrator, system_administrator()):
        days = [change.confidential_until for change in latest_changes(person, county)]
        assert days == [until, until]


@pytest.mark.parametrize("is_confidential", [True, False], ids=["preview", "public"])
def test_the_stranger_the_district_lead_and_the_staff_of_another_county_are_told_nothing(
    administrator: User, county: County, elsewhere: County, is_confidential: bool
) -> None:
    until = NOON.date() + TEN_DAYS if is_confidential else None
    [batch] = publish_together(administrator, "SUSP", confidential_until=until)
    lea = LeaFactory(county=county)
    determination_of(lea, batch_ids=[batch.pk])
    strangers = (UserFactory(), UserFactory(is_superuser=True, is_staff=True))
    for person in (*strangers, district_lead_of(lea), staff_of(elsewhere)):
        assert latest_changes(person, county) == []


def test_a_preview_is_left_out_unless_asked_for_and_what_is_public_stays(
    administrator: User, county: County, clock: time_machine.Coordinates
) -> None:
    lea = LeaFactory(county=county)
    publish_together(administrator, "MATH")
    determination_of(lea)
    until = NOON.date() + TEN_DAYS
    [preview] = publish_together(administrator, "SUSP", confidential_until=until)
    run = DeterminationRun.objects.create(years=[2023, 2024], county=county, actor_name="later")
    determination_of(lea, 2023, run=run)
    determination_of(lea, 2024, run=run, batch_ids=[preview.pk])

    def shown() -> tuple[list[list[str]], list[list[int]]]:
        published = publications_of_county(county, at_most=5)
        runs = runs_over_county(county, at_most=5)
        return [each.indicators for each in published], [each.years for each in runs]

    assert shown() == ([["MATH"]], [[2023], [2024]])
    assert len(publications_of_county(county, with_confidential=True, at_most=1)) == 1
    clock.shift(TEN_DAYS)
    files, years = shown()
    assert sorted(files) == [["MATH"], ["SUSP"]]
    assert years == [[2023, 2024], [2024]]


def test_each_role_of_the_county_may_open_what_a_line_leads_to(
    administrator: User, county: County
) -> None:
    publish_together(administrator, "SUSP", "MATH")
    case_of(LeaFactory(county=county), case_lead=staff_of(county))
    for person in (staff_of(county), reader_of(county), administrator, system_administrator()):
        client = Client()
        client.force_login(person)
        changes = latest_changes(person, county)
        assert len(changes) == 3
        for change in changes:
            assert client.get(change.address).status_code == 200, change.address


def test_the_home_page_shows_files_and_determinations_and_no_district_lead_gets_there(
    administrator: User, staff: User, county: County
) -> None:
    lea = LeaFactory(county=county)
    until = NOON.date() + TEN_DAYS
    publish_together(administrator, "SUSP", "MATH", confidential_until=until)
    determination_of(lea)
    client = Client()
    client.force_login(staff)
    page = client.get("/").content.decode()
    assert '<a href="/data/?year=2024">Dashboard 2024 published</a>: 2 files' in page
    assert "Confidential until January 24, 2025" in page
    assert "Dashboard 2024, 1 of 1 LEA eligible, by the test" in page
    client.force_login(district_lead_of(lea))
    assert client.get("/").status_code == 302
    assert "Dashboard 2024 published" not in client.get("/", follow=True).content.decode()
