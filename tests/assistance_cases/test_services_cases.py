"""A case from its opening to its closing."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from assistance_cases import services
from assistance_cases.models import (
    AssistanceCase,
    CaseEvent,
    Cycle,
    EventKind,
    Milestone,
    Provider,
    YearOfAssistance,
)
from county_office.models import County, Lea, LeaKind, Notice, NoticeState, User
from tests.factories.assistance_cases import case_of, determination_of, milestone_of
from tests.factories.county_office import (
    CountyFactory,
    LeaFactory,
    administrator_of,
    district_lead_of,
    reader_of,
    staff_of,
)

pytestmark = pytest.mark.usefixtures("today")


def _open(lea: Lea, by: User, **arguments: object) -> AssistanceCase:
    return services.open_case(**{"lea": lea, "year": 2024, "case_lead": by, "by": by} | arguments)


def test_a_case_of_an_eligible_lea_opens_with_the_milestones_of_its_timeline(
    lea: Lea, staff: User, today: dt.date
) -> None:
    determination = determination_of(lea)
    case = _open(lea, staff)
    assert (case.lea, case.case_lead, case.opened_on, case.opened_by) == (lea, staff, today, staff)
    year = case.years.get()
    assert year.determination == determination
    assert year.year_of_assistance == YearOfAssistance.YEAR_1
    keys = set(case.milestones.values_list("key", flat=True))
    assert {"superintendent_contact", "root_cause_analysis", "written_summary"} <= keys
    assert case.milestones.filter(due_on__lt=today).count() == 0
    assert Cycle.objects.get(county=lea.county).release_on == dt.date(2024, 11, 21)
    assert case.events.get().kind == EventKind.OPENED


def test_the_steps_that_the_district_does_are_shared_with_it(case: AssistanceCase) -> None:
    assert milestone_of(case, "draft_plan").shared_with_district
    assert not milestone_of(case, "joint_notification").shared_with_district


@pytest.mark.parametrize(
    ("kind", "provider", "citation"),
    [
        (LeaKind.DISTRICT, Provider.COUNTY_OFFICE, "EC 52071(c)(1)"),
        (LeaKind.COUNTY_OFFICE, Provider.CDE, "EC 52071.5"),
        (LeaKind.CHARTER, Provider.COUNTY_OFFICE, "EC 47607.3(a)"),
    ],
)
def test_provider_and_statute_follow_the_kind_of_lea(
    county: County, kind: LeaKind, provider: Provider, citation: str
) -> None:
    case = case_of(LeaFactory(kind=kind, county=county))
    assert case.provider == provider
    assert milestone_of(case, "superintendent_contact").citation == citation


def test_a_second_open_case_is_refused(case: AssistanceCase, staff: User) -> None:
    with pytest.raises(services.CaseRefusedError, match="has an open case already"):
        _open(case.lea, staff)
    assert AssistanceCase.objects.count() == 1


def test_the_database_itself_keeps_one_open_case_an_lea(case: AssistanceCase) -> None:
    with pytest.raises(IntegrityError, match="case_one_open_an_lea"), transaction.atomic():
        AssistanceCase.objects.create(
            lea=case.lea,
            case_lead=case.case_lead,
            opened_on=case.opened_on,
            opened_by=case.opened_by,
        )


def test_an_lea_that_is_not_eligible_needs_a_reason(lea: Lea, staff: User) -> None:
    determination_of(lea, eligible=False)
    with pytest.raises(services.CaseRefusedError, match="is not eligible for Level 2"):
        _open(lea, staff)
    case = _open(lea, staff, reason="The board asked for help, EC 52071(a).")
    assert case.opening_reason == "The board asked for help, EC 52071(a)."
    assert case.years.get().year_of_assistance == YearOfAssistance.ON_REQUEST


def test_without_any_determination_a_case_needs_a_reason_too(lea: Lea, staff: User) -> None:
    with pytest.raises(services.CaseRefusedError, match="as it is loaded"):
        _open(lea, staff)


def test_a_case_lead_is_on_the_staff_of_the_leas_county(lea: Lea, staff: User) -> None:
    determination_of(lea)
    strangers = [
        staff_of(CountyFactory(code="27")),
        district_lead_of(lea),
        reader_of(lea.county),
    ]
    for stranger in strangers:
        with pytest.raises(services.CaseRefusedError, match="is not on the staff of"):
            _open(lea, staff, case_lead=stranger)


def test_only_staff_of_the_county_may_open_its_cases(lea: Lea, staff: User) -> None:
    determination_of(lea)
    for person in [
        staff_of(CountyFactory(code="27")),
        district_lead_of(lea),
        reader_of(lea.county),
    ]:
        with pytest.raises(PermissionDenied):
            services.open_case(lea=lea, year=2024, case_lead=staff, by=person)
    assert not AssistanceCase.objects.exists()


def test_a_case_cannot_be_opened_on_a_day_to_come(lea: Lea, staff: User) -> None:
    determination_of(lea)
    with pytest.raises(services.CaseRefusedError, match="a day to come"):
        _open(lea, staff, opened_on=dt.date(2025, 1, 15))


def test_a_case_begins_with_the_release_of_its_dashboard_or_later(lea: Lea, staff: User) -> None:
    determination_of(lea)
    with pytest.raises(services.CaseRefusedError, match="2024 was released, November 21, 2024"):
        _open(lea, staff, opened_on=dt.date(2024, 11, 20))
    assert _open(lea, staff, opened_on=dt.date(2024, 11, 21)).opened_on == dt.date(2024, 11, 21)


def test_the_release_is_the_one_of_the_countys_own_cycle(lea: Lea, staff: User) -> None:
    determination_of(lea)
    cycle = services.ensure_cycle(county=lea.county, dashboard_year=2024)
    cycle.release_on = dt.date(2024, 12, 5)
    cycle.save()
    with pytest.raises(services.CaseRefusedError, match="released, December 5, 2024"):
        _open(lea, staff, opened_on=dt.date(2024, 12, 4))


def test_from_a_preview_a_case_can_be_opened_today_before_the_release(
    lea: Lea, staff: User, today: dt.date
) -> None:
    determination_of(lea, 2025)
    with pytest.raises(services.CaseRefusedError, match="before Dashboard 2025 was released"):
        _open(lea, staff, year=2025, opened_on=today - dt.timedelta(days=1))
    assert _open(lea, staff, year=2025).opened_on == today


def test_a_year_without_a_release_on_file_is_refused_whole(lea: Lea, staff: User) -> None:
    with pytest.raises(services.CaseRefusedError, match=r"2020 Dashboard is not on file.*yaml"):
        _open(lea, staff, year=2020, reason="The board asked.")
    assert not AssistanceCase.objects.exists()


def test_a_case_of_2017_follows_the_draft_timeline_of_its_cycle(lea: Lea) -> None:
    case = case_of(lea, 2017, opened_on=dt.date(2017, 12, 1))
    due = dict(case.milestones.values_list("key", "due_on"))
    assert due["superintendent_contact"] == dt.date(2017, 11, 30)
    assert due["first_meeting_scheduled"] == dt.date(2017, 12, 31)
    assert due["written_summary"] == dt.date(2018, 6, 30)
    assert len(due) == 12


def test_year_2_is_taken_from_the_determination(lea: Lea) -> None:
    case = case_of(lea, da_year=2, letters={})
    assert case.years.get().year_of_assistance == YearOfAssistance.YEAR_2


def test_met_again_joins_the_open_case_and_the_two_years_count_anew(
    case: AssistanceCase, staff: User
) -> None:
    determination_of(case.lea, 2025, da_year=1)
    services.add_case_year(case=case, year=2025, by=staff)
    assert [year.year_of_assistance for year in case.years.all()] == ["year_1", "met_again"]
    ends = case.milestones.filter(key="two_years_reached").order_by("dashboard_year")
    assert [end.is_settled for end in ends] == [True, False]
    assert ends[1].due_on == dt.date(2027, 11, 13)
    assert AssistanceCase.objects.count() == 1


def test_year_2_brings_the_steps_of_a_year_and_leaves_the_end_of_the_two_years(
    case: AssistanceCase, staff: User
) -> None:
    determination_of(case.lea, 2025, da_year=2, letters={})
    services.add_case_year(case=case, year=2025, by=staff)
    assert case.milestones.filter(key="written_summary").count() == 2
    assert case.milestones.get(key="two_years_reached").due_on == dt.date(2026, 11, 21)


def test_a_year_is_added_once_and_never_an_older_one(case: AssistanceCase, staff: User) -> None:
    determination_of(case.lea, 2023)
    for year in (2024, 2023):
        with pytest.raises(services.CaseRefusedError, match="or a later one already"):
            services.add_case_year(case=case, year=year, by=staff)


def test_closing_with_open_steps_lists_them_and_needs_a_reason(
    case: AssistanceCase, staff: User, today: dt.date
) -> None:
    with pytest.raises(services.CaseRefusedError, match=r"Still open: .*Summary of actions"):
        services.close_case(case=case, by=staff)
    closed = services.close_case(case=case, by=staff, reason="Chose another provider.")
    assert (closed.closed_on, closed.closed_by) == (today, staff)
    assert case.events.first().reason == "Chose another provider."
    assert case.milestones.filter(done_on__isnull=False).count() == 0


def test_closing_lists_the_steps_and_notices_that_it_cancels(
    case: AssistanceCase, staff: User
) -> None:
    case.milestones.exclude(key__in=["written_summary", "academic_expert"]).update(
        done_on=case.opened_on, done_by=staff
    )
    case.milestones.filter(key="written_summary").update(due_on=dt.date(2025, 1, 17))
    services.write_milestone_reminders()
    services.close_case(case=case, by=staff, reason="Chose another provider.")
    listed = case.events.get(kind=EventKind.CLOSED).details.splitlines()
    titles = {step.title for step in case.milestones.filter(done_on=None)}
    assert "Step due January 17, 2025: Summary of actions" in listed[0]
    assert len([line for line in listed if line.startswith("Step due")]) == len(titles)
    assert [line for line in listed if line.startswith("Notice to COE coordinator A: ")]
    assert Notice.objects.get().state == NoticeState.CANCELED


def test_a_case_with_every_required_step_settled_closes_without_a_reason(
    case: AssistanceCase, staff: User, today: dt.date
) -> None:
    case.milestones.filter(is_optional=False).update(done_on=today, done_by=staff)
    assert services.close_case(case=case, by=staff).is_closed


def test_a_new_case_after_closing_is_linked_to_the_one_before(
    case: AssistanceCase, staff: User
) -> None:
    services.close_case(case=case, by=staff, reason="Done.")
    again = _open(case.lea, staff)
    assert again.previous_case == case
    with pytest.raises(services.CaseRefusedError, match="has another open case"):
        services.reopen_case(case=case, reason="By mistake.", by=staff)


def test_a_closed_case_reopens_with_a_reason_and_both_stay_on_record(
    case: AssistanceCase, staff: User
) -> None:
    services.close_case(case=case, by=staff, reason="Done.")
    with pytest.raises(services.CaseRefusedError, match="Say why"):
        services.reopen_case(case=case, reason=" ", by=staff)
    assert not services.reopen_case(case=case, reason="Too early.", by=staff).is_closed
    kinds = list(CaseEvent.objects.filter(case=case).values_list("kind", flat=True))
    assert kinds == [EventKind.REOPENED, EventKind.CLOSED, EventKind.OPENED]


def test_nothing_changes_in_a_closed_case(case: AssistanceCase, staff: User) -> None:
    step = milestone_of(case, "superintendent_contact")
    services.close_case(case=case, by=staff, reason="Done.")
    with pytest.raises(services.CaseRefusedError, match="The case is closed"):
        services.mark_milestone_done(milestone=step, by=staff)
    with pytest.raises(services.CaseRefusedError, match="The case is closed"):
        services.change_case_lead(case=case, case_lead=administrator_of(case.lea.county), by=staff)


def test_a_case_is_handed_over_on_record(case: AssistanceCase, staff: User) -> None:
    colleague = staff_of(case.lea.county, full_name="COE coordinator B")
    services.change_case_lead(case=case, case_lead=colleague, by=staff)
    case.refresh_from_db()
    assert case.case_lead == colleague
    assert case.events.first().text == "Case lead: COE coordinator A to COE coordinator B"


def test_each_change_of_a_case_is_kept_by_the_database(case: AssistanceCase, staff: User) -> None:
    before = case.history.count()
    services.close_case(case=case, by=staff, reason="Done.")
    assert case.history.count() == before + 1
    assert case.history.order_by("-pgh_id").first().closed_by_id == staff.pk
    assert Milestone.objects.first().history.exists()
