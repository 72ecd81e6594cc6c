"""The pages of one case."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from assistance_cases import services
from assistance_cases.forms import OpenCaseForm
from assistance_cases.models import AssistanceCase, CaseYear, Milestone
from assistance_cases.selectors.cases import (
    cases_for,
    closed_cases_for,
    open_cases_for,
    visible_case,
)
from assistance_cases.selectors.district import confidential_until_of
from assistance_cases.selectors.ground import changed_ground_of
from assistance_cases.selectors.timeline import (
    ALL,
    NOTES,
    NOTICES,
    STEPS,
    coming_up,
    eligibility_words,
    recent_changes,
    timeline_of_case,
    year_to_add,
)
from assistance_cases.standing import standing_of
from assistance_cases.views.signed_in import SignedInRequest
from assistance_cases.workflow import (
    CLOSED,
    STAGES,
    StageProgress,
    StageState,
    next_action,
    stage_progress,
)
from county_office.rights import Right, may, require
from county_office.selectors import district_leads_of, is_district_lead_only, lea_by_cds, today
from county_office.words import full_date
from eligibility.selectors import current_determination

SHOWN = {ALL: "All", STEPS: "Steps", NOTES: "Notes", NOTICES: "Notices"}


@require_GET
def case_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """The case for staff: stages, the next action, timeline, what comes, people."""
    case = visible_case(request.user, pk)
    if is_district_lead_only(request.user):
        return redirect("my-district")
    require(request.user, Right.READ_COUNTY, county=case.lea.county_id)
    show = request.GET.get("show", ALL)
    steps = list(case.milestones.all())
    stages = stage_progress(steps, is_closed=case.is_closed, seen_on=today())
    frame = _frame(request, case)
    coming_step = None if case.is_closed else next_action(steps)
    context = (
        frame
        | _next_action(coming_step, frame["may_edit"])
        | {
            "stages": stages,
            "ended": _ended_words(stages),
            "current": next((stage for stage in stages if stage.state is StageState.NOW), None),
            "next": coming_step,
            "entries": timeline_of_case(request.user, case, show),
            "views": _views(show),
            "coming": [] if case.is_closed else coming_up(request.user, case, steps),
            "district_leads": district_leads_of(case.lea),
            "changes": recent_changes(request.user, case),
            "year_to_add": None if case.is_closed else year_to_add(case),
            "changed_ground": [] if case.is_closed else changed_ground_of(case),
            "other_cases": cases_for(request.user)
            .filter(lea=case.lea)
            .exclude(pk=case.pk)
            .order_by("-opened_on", "-pk"),
        }
    )
    return render(request, "assistance_cases/case.html", context)


@require_GET
def case_steps(request: SignedInRequest, pk: int) -> HttpResponse:
    """All milestones of the case by stage, each with what can be done with it."""
    case = visible_case(request.user, pk)
    require(request.user, Right.READ_COUNTY, county=case.lea.county_id)
    steps = list(case.milestones.select_related("done_by"))
    by_stage = [(stage, [step for step in steps if step.stage == stage.key]) for stage in STAGES]
    context = _frame(request, case) | {
        "by_stage": [(stage, found) for stage, found in by_stage if found],
    }
    return render(request, "assistance_cases/steps.html", context)


@require_http_methods(["GET", "POST"])
def case_open(request: SignedInRequest, cds: str, year: int) -> HttpResponse:
    """Asks for the case lead and opens the case; an LEA with an open case leads to that.

    A closed case is offered to be reopened. Who may read alone is led to it, or told that the LEA
    has no case.
    """
    lea = lea_by_cds(cds, year)
    if lea is None:
        raise Http404
    if open_case := open_cases_for(request.user).filter(lea=lea).first():
        return redirect("case-detail", open_case.pk)
    closed = closed_cases_for(request.user).filter(lea=lea).first()
    if request.method == "GET" and not may(request.user, Right.OPEN_CASE, county=lea.county_id):
        require(request.user, Right.READ_COUNTY, county=lea.county_id)
        if closed:
            return redirect("case-detail", closed.pk)
        none = {"lea": lea, "cds": cds, "year": year}
        return render(request, "assistance_cases/case_none.html", none)
    require(request.user, Right.OPEN_CASE, county=lea.county_id)
    standing = standing_of(current_determination(lea, year))
    form = OpenCaseForm(
        request.POST if request.method == "POST" else None,
        county=lea.county,
        year=year,
        user=request.user,
        is_eligible=standing.is_eligible,
    )
    if form.is_valid():
        try:
            case = services.open_case(lea=lea, year=year, by=request.user, **form.cleaned_data)
        except services.CaseRefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"The case of {lea} is open. Its dates are set.")
            return redirect("case-detail", case.pk)
    context = {"lea": lea, "cds": cds, "year": year, "form": form, "standing": standing}
    context |= _closed_before(closed, year)
    status = 422 if form.errors else 200
    return render(request, "assistance_cases/case_open.html", context, status=status)


def _ended_words(stages: list[StageProgress]) -> str:
    """What a phone reads of a closed case instead of the stage it is in; "Closed" itself is no
    stage that could be done or not."""
    before = [each for each in stages if each.stage.key != CLOSED]
    left = sum(each.state is StageState.NOT_DONE for each in before)
    if not left:
        return f"All {len(before)} stages are done"
    return f"Closed; {left} of {len(before)} stages {'was' if left == 1 else 'were'} not done"


def _closed_before(closed: AssistanceCase | None, year: int) -> dict[str, Any]:
    """The LEA's closed case; where it answers that Dashboard already, a second one for the same is
    not what to begin with."""
    if closed is None or closed.closed_on is None:
        return {"closed": None, "answers_year": False}
    last = max((each.dashboard_year for each in closed.years.all()), default=0)
    answers_year = last >= year
    reopen = {"label": "Reopen the case", "url": reverse("case-reopen", args=[closed.pk])}
    read = {"label": "Look at it", "url": reverse("case-detail", args=[closed.pk])}
    return {
        "closed": closed,
        "answers_year": answers_year,
        "closed_title": f"The case of Dashboard {last} was closed {full_date(closed.closed_on)}",
        "closed_text": "It answers this Dashboard. Reopened, it goes on where it stopped."
        if answers_year
        else f"The new case for Dashboard {year} is linked to it.",
        "closed_actions": [reopen | {"look": "primary"} if answers_year else reopen, read],
    }


def _frame(request: SignedInRequest, case: AssistanceCase) -> dict[str, Any]:
    """What every page of a case shows around its content."""
    years = list(case.years.select_related("determination"))
    latest = years[-1] if years else None
    return {
        "case": case,
        "years": years,
        "latest_year": latest,
        "level": eligibility_words(case),
        "confidential_until": confidential_until_of(case),
        "tabs": _tabs(request, case, latest),
        "may_edit": may(request.user, Right.EDIT_CASE, county=case.lea.county_id)
        and not case.is_closed,
        "may_reopen": may(request.user, Right.OPEN_CASE, county=case.lea.county_id)
        and case.is_closed,
    }


def _tabs(
    request: SignedInRequest, case: AssistanceCase, latest: CaseYear | None
) -> list[dict[str, Any]]:
    """The parts of a case; its eligibility is a page of the determination's own code and year."""
    pages = [
        ("Case", reverse("case-detail", args=[case.pk])),
        ("Steps", reverse("case-steps", args=[case.pk])),
    ]
    if latest and latest.determination:
        found = latest.determination
        pages.insert(0, ("Eligibility", reverse("lea-eligibility", args=[found.cds, found.year])))
    return [
        {"label": label, "url": url, "is_current": url == request.path, "count": None}
        for label, url in pages
    ]


def _next_action(step: Milestone | None, may_edit: bool) -> dict[str, Any]:
    """What the box of the next action says and offers."""
    if step is None:
        return {"next_text": "", "next_actions": []}
    arguments = [step.case_id, step.pk]
    actions = [
        {
            "label": "Mark done",
            "url": reverse("milestone-done", args=arguments),
            "look": "primary",
            "is_post": True,
            "busy": "Marking…",
        },
        {"label": "Move date", "url": reverse("milestone-move", args=arguments)},
        {"label": "Not needed", "url": reverse("milestone-not-needed", args=arguments)},
    ]
    text = f"By the {step.responsible}."
    return {
        "next_text": f"{text} {step.citation}".strip(),
        "next_actions": actions if may_edit else [],
    }


def _views(chosen: str) -> list[dict[str, Any]]:
    known = chosen if chosen in SHOWN else ALL
    return [
        {"label": label, "url": f"?show={show}", "is_current": show == known}
        for show, label in SHOWN.items()
    ]
