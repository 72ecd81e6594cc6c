"""What staff do with a case. Each action has a page of its own with a form and works without
JavaScript; "Mark done" and "Open again" act at once from a button."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from assistance_cases import forms, services
from assistance_cases.models import AssistanceCase, Milestone
from assistance_cases.selectors.cases import visible_case, visible_milestone
from assistance_cases.selectors.work import SHOW_ALL, work_of
from assistance_cases.views.signed_in import SignedInRequest
from assistance_cases.workflow import current_stage, open_steps
from county_office.rights import Right, may, require
from county_office.selectors import today

get_or_post = require_http_methods(["GET", "POST"])


@get_or_post
def add_note(request: SignedInRequest, pk: int) -> HttpResponse:
    case = _case_to_change(request, pk)
    form = forms.AddNoteForm(_sent(request))
    return _act(
        request,
        case,
        form,
        heading="Add a note",
        act=lambda: services.add_note(case=case, by=request.user, **form.cleaned_data),
        done="The note is on the timeline.",
    )


@get_or_post
def mark_done(request: SignedInRequest, pk: int, milestone_pk: int) -> HttpResponse:
    """At once from a button (today), or with another day from the form's page."""
    case, milestone = _milestone_to_change(request, pk, milestone_pk)
    form = forms.MarkDoneForm(_sent(request), milestone=milestone)
    return _act(
        request,
        case,
        form,
        heading=f"Mark done: {milestone}",
        act=lambda: services.mark_milestone_done(
            milestone=milestone, by=request.user, **form.cleaned_data
        ),
        done=f"Marked done: {milestone}",
        fragment=lambda: _row(request, milestone, undone=False),
    )


@require_POST
def reopen_milestone(request: SignedInRequest, pk: int, milestone_pk: int) -> HttpResponse:
    case, milestone = _milestone_to_change(request, pk, milestone_pk)
    try:
        services.reopen_milestone(milestone=milestone, by=request.user)
    except services.CaseRefusedError as refusal:
        messages.error(request, str(refusal))
        return _back(request, case)
    if request.htmx:
        return _row(request, milestone, undone=True)
    messages.success(request, f"Open again: {milestone}")
    return _back(request, case)


@get_or_post
def move_date(request: SignedInRequest, pk: int, milestone_pk: int) -> HttpResponse:
    case, milestone = _milestone_to_change(request, pk, milestone_pk)
    form = forms.MoveDueDateForm(_sent(request), milestone=milestone)
    return _act(
        request,
        case,
        form,
        heading=f"Move the date: {milestone}",
        act=lambda: services.move_due_date(
            milestone=milestone, by=request.user, **form.cleaned_data
        ),
        done=f"The date has moved: {milestone}",
    )


@get_or_post
def mark_not_needed(request: SignedInRequest, pk: int, milestone_pk: int) -> HttpResponse:
    case, milestone = _milestone_to_change(request, pk, milestone_pk)
    form = forms.NotNeededForm(_sent(request))
    return _act(
        request,
        case,
        form,
        heading=f"Not needed: {milestone}",
        act=lambda: services.mark_milestone_not_needed(
            milestone=milestone, by=request.user, **form.cleaned_data
        ),
        done=f"Marked as not needed: {milestone}",
    )


@get_or_post
def change_lead(request: SignedInRequest, pk: int) -> HttpResponse:
    case = _case_to_change(request, pk)
    form = forms.ChangeCaseLeadForm(_sent(request), case=case)
    return _act(
        request,
        case,
        form,
        heading="Hand over the case",
        act=lambda: services.change_case_lead(case=case, by=request.user, **form.cleaned_data),
        done="The case has a new lead.",
    )


@require_POST
def add_year(request: SignedInRequest, pk: int, year: int) -> HttpResponse:
    case = _case_to_change(request, pk)
    try:
        services.add_case_year(case=case, year=year, by=request.user)
        messages.success(request, f"Dashboard {year} is part of this case.")
    except services.CaseRefusedError as refusal:
        messages.error(request, str(refusal))
    return _back(request, case)


@get_or_post
def close(request: SignedInRequest, pk: int) -> HttpResponse:
    """Closing lists what is still open; with required steps among it, going on needs a reason."""
    case = _case_to_change(request, pk)
    still_open = open_steps(case.milestones.all())
    needs_reason = any(not step.is_optional for step in still_open)
    form = forms.CloseCaseForm(_sent(request), needs_reason=needs_reason)
    return _act(
        request,
        case,
        form,
        heading="Close the case",
        act=lambda: services.close_case(case=case, by=request.user, **form.cleaned_data),
        done="The case is closed.",
        still_open=still_open,
        open_note="closing with open required steps needs a reason"
        if needs_reason
        else "none of them is required",
    )


@get_or_post
def reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    case = visible_case(request.user, pk)
    require(request.user, Right.OPEN_CASE, county=case.lea.county_id)
    form = forms.ReopenCaseForm(_sent(request))
    return _act(
        request,
        case,
        form,
        heading="Reopen the case",
        act=lambda: services.reopen_case(case=case, by=request.user, **form.cleaned_data),
        done="The case is open again.",
        of_closed=True,
    )


def _sent(request: SignedInRequest) -> QueryDict | None:
    """What a form is bound to; a POST may be empty, as from a button without fields."""
    return request.POST if request.method == "POST" else None


def _case_to_change(request: SignedInRequest, pk: int) -> AssistanceCase:
    """The case: 404 out of scope, 403 without the right."""
    case = visible_case(request.user, pk)
    require(request.user, Right.EDIT_CASE, county=case.lea.county_id)
    return case


def _milestone_to_change(
    request: SignedInRequest, pk: int, milestone_pk: int
) -> tuple[AssistanceCase, Milestone]:
    case = _case_to_change(request, pk)
    return case, visible_milestone(request.user, case, milestone_pk)


def _act(
    request: SignedInRequest,
    case: AssistanceCase,
    form: forms.CaseForm,
    *,
    heading: str,
    act: Callable[[], object],
    done: str,
    fragment: Callable[[], HttpResponse] | None = None,
    of_closed: bool = False,
    **context: Any,
) -> HttpResponse:
    """Shows the form's page, or does what it asks and goes back; a refusal is shown in the form.

    A closed case has no form but the one that reopens it.
    """
    if case.is_closed and not of_closed:
        return _closed(request, case, heading)
    if form.is_bound and form.is_valid():
        try:
            act()
        except services.CaseRefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            if request.htmx and fragment is not None:
                return fragment()
            messages.success(request, done)
            return _back(request, case)
    context |= {"case": case, "form": form, "heading": heading}
    status = 422 if form.errors else 200
    return render(request, "assistance_cases/action.html", context, status=status)


def _closed(request: SignedInRequest, case: AssistanceCase, heading: str) -> HttpResponse:
    """Says who closed the case and when; what was sent to it meanwhile is shown, to be copied."""
    context = {
        "case": case,
        "heading": heading,
        "may_reopen": may(request.user, Right.OPEN_CASE, county=case.lea.county_id),
        "was_sent": request.method == "POST",
        "written": request.POST.get("text") or request.POST.get("reason") or "",
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "assistance_cases/action_closed.html", context, status=status)


def _row(request: SignedInRequest, milestone: Milestone, *, undone: bool) -> HttpResponse:
    """The milestone's row on "My work" as it is now, with Undo while it is fresh; what counts the
    work of the page that it was pressed on follows."""
    milestone.refresh_from_db()
    steps = milestone.case.milestones.all()
    context = {
        "milestone": milestone,
        "case": milestone.case,
        "stage_title": current_stage(steps, is_closed=False).title,
        "may_edit": True,
        "undone": undone,
        "undo_text": f"Marked done: {milestone}",
        "target": f"#milestone-{milestone.pk}",
        **_counts_after(request, milestone),
    }
    return render(request, "assistance_cases/_work_row.html", context)


def _counts_after(request: SignedInRequest, milestone: Milestone) -> dict[str, Any]:
    """The work as "My work" shows it now, and the group of it in which the milestone stands."""
    shown = parse_qs(urlsplit(request.htmx.current_url or "").query).get("show", [""])[-1]
    only_mine = shown != SHOW_ALL
    work, _ = work_of(request.user, milestone.case.lea.county, only_mine=only_mine)
    is_overdue = milestone.due_on < today()
    of_day = dict(work.days).get(milestone.due_on, [])
    return {
        "work": work,
        "only_mine": only_mine,
        "today": today(),
        "group": "overdue" if is_overdue else milestone.due_on.isoformat(),
        "group_count": len(work.overdue if is_overdue else of_day),
    }


def _back(request: SignedInRequest, case: AssistanceCase) -> HttpResponse:
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
        return redirect(wanted)
    return redirect("case-detail", case.pk)
