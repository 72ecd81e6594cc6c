"""What goes out this week, what needs a person, what was sent; one notice with its story."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import trigger_client_event

from county_office.models import Notice, User
from county_office.notices import decisions, pages, selectors
from county_office.notices.decisions import NoticeMovedOnError
from county_office.rights import Right, require
from county_office.working_county import working_county

A_PAGE = 50

# Word in the address → what it does, what to say, and what takes it back.
DECISIONS: dict[str, tuple[Callable[..., Notice], str, str]] = {
    "hold": (decisions.hold_notice, "Held", "release"),
    "release": (decisions.release_notice, "Released", "hold"),
    "cancel": (decisions.cancel_notice, "Canceled", ""),
    "send-again": (decisions.send_again, "Goes out again", ""),
    "mark-sent": (decisions.mark_as_sent, "Marked as sent", ""),
}


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)


@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    """The notices of the county one works in, by view; the chosen one at the side."""
    user = _user(request)
    require(user, Right.READ_COUNTY)
    show = request.GET.get("show", "week")
    if show not in pages.VIEWS:
        raise Http404
    notices = selectors.notices_for(user, working_county(request))
    shown = pages.VIEWS[show][1](notices)
    page = Paginator(shown, A_PAGE).get_page(request.GET.get("page"))
    lines = [pages.line(notice, user) for notice in page]
    urgent = [line for line in lines if line.notice.needs_a_person]
    context = {
        "show": show,
        "tabs": pages.tabs(notices, show),
        "page": page,
        "lines": lines,
        "summary": pages.summary(shown) if lines else "",
        "nothing_here": pages.nothing_here(show),
        "sentence": pages.sentence(),
        "holidays_note": pages.holidays_note(),
        "to_release": [line.notice for line in lines if line.may_release],
        "to_hold": [line.notice for line in lines if line.may_hold],
        "chosen": pages.panel((urgent or lines)[0]) if lines else None,
    }
    return render(request, "county_office/notice_list.html", context)


@require_safe
def notice_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The full text, state and story of one notice; for htmx the panel beside the list."""
    user = _user(request)
    notice = Notice.objects.select_related("lea", "recipient").get_visible(user, pk=pk)
    context = {"chosen": pages.panel(pages.line(notice, user))}
    template = "_notice.html" if request.htmx else "notice_detail.html"  # type: ignore[attr-defined]
    response = render(request, f"county_office/{template}", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_POST
def notice_decide(request: HttpRequest, pk: int, decision: str) -> HttpResponse:
    """Hold, release, cancel, send again or mark as sent; for htmx the table's row comes back."""
    if decision not in DECISIONS:
        raise Http404
    act, word, undo = DECISIONS[decision]
    notice = Notice.objects.get_visible(_user(request), pk=pk)
    said = f"{word}: {notice.subject}"
    try:
        notice = act(notice=notice, by=_user(request))
    except NoticeMovedOnError as error:
        said, undo = str(error), ""
    if request.htmx:  # type: ignore[attr-defined]
        context = {
            "line": pages.line(notice, _user(request)),
            "said": said,
            "undo_url": reverse("notice-decide", args=[pk, undo]) if undo else "",
        }
        response = render(request, "county_office/_notice_row_after.html", context)
        return trigger_client_event(response, "announce", {"value": said})
    messages.info(request, said)
    return redirect("notice-detail", pk=pk)


@require_POST
def notices_decide(request: HttpRequest, decision: str) -> HttpResponse:
    """Holds or releases all the notices that the form names."""
    user = _user(request)
    require(user, Right.EDIT_CASE)
    chosen = [int(pk) for pk in request.POST.getlist("notice") if pk.isdecimal()]
    done = 0
    for notice in selectors.notices_for(user).filter(pk__in=chosen):
        try:
            DECISIONS[decision][0](notice=notice, by=user)
            done += 1
        except NoticeMovedOnError as error:
            messages.warning(request, str(error))
    messages.success(request, f"{DECISIONS[decision][1]}: {done} of {len(chosen)}")
    return redirect("notice-list")
