"""What the notices pages show, put together from rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from county_office import words
from county_office.models import Notice, NoticeState, User
from county_office.notices import selectors
from county_office.notices.decisions import may_be_held
from county_office.notices.kinds import label_of, page_about
from county_office.notices.office_hours import holidays_known_through
from county_office.notices.outbox import message_id
from county_office.rights import Right, may
from county_office.selectors import today

# Name in the address → label and what it shows.
VIEWS: dict[str, tuple[str, Callable[[QuerySet[Notice]], QuerySet[Notice]]]] = {
    "week": ("This week", selectors.this_week),
    "person": ("Needs a person", selectors.needing_a_person),
    "later": ("Later", selectors.later),
    "sent": ("Sent", selectors.sent),
    "canceled": ("Canceled", selectors.canceled),
}
CHIPS = {
    NoticeState.WAITING: "will-go",
    NoticeState.HELD: "held",
    NoticeState.SENDING: "waiting",
    NoticeState.SENT: "sent",
    NoticeState.FAILED: "danger",
    NoticeState.DOUBTFUL: "warn",
    NoticeState.CANCELED: "info",
}


@dataclass(frozen=True)
class NoticeLine:
    """A notice as pages show it, with what this person may decide about it."""

    notice: Notice
    label: str
    chip: str
    when: str
    may_decide: bool

    @property
    def may_hold(self) -> bool:
        waits = self.notice.state == NoticeState.WAITING
        return self.may_decide and waits and may_be_held(self.notice)

    @property
    def may_release(self) -> bool:
        return self.may_decide and self.notice.state == NoticeState.HELD

    @property
    def may_cancel(self) -> bool:
        return self.may_decide and self.notice.is_planned

    @property
    def may_settle(self) -> bool:
        return self.may_decide and self.notice.needs_a_person


def line(notice: Notice, user: User) -> NoticeLine:
    return NoticeLine(
        notice=notice,
        label=label_of(notice.kind),
        chip=CHIPS[NoticeState(notice.state)],
        when=_when(notice),
        may_decide=may(user, Right.EDIT_CASE, county=notice.lea.county_id),
    )


def _when(notice: Notice) -> str:
    if notice.sent_at:
        return _day_and_time(notice.sent_at)
    return _day_and_time(notice.send_after)


def _day_and_time(moment: dt.datetime) -> str:
    """Today, 8 a.m.; Wed, Jan 15, 8 a.m."""
    day = words.as_day(moment)
    name = "Today" if day == today() else words.short_day(day, today())
    return f"{name}, {words.clock(moment)}"


def tabs(notices: QuerySet[Notice], current: str) -> list[dict[str, object]]:
    """Arguments of components/tabs.html: each view with its count."""
    return [
        {
            "label": label,
            "url": f"{reverse('notice-list')}?show={name}",
            "is_current": name == current,
            "count": narrow(notices).count(),
        }
        for name, (label, narrow) in VIEWS.items()
    ]


def sentence() -> str:
    """What the reader may rely on."""
    hours = "on workdays, 8 a.m. to 5 p.m. Pacific" if settings.OFFICE_HOURS_ONLY else "at any hour"
    return f"Each goes to each person once for its occasion, {hours}. Nothing leaves while held."


def holidays_note() -> str:
    return f"State holidays are on file through {holidays_known_through()}."


def summary(notices: QuerySet[Notice]) -> str:
    """10 notices: 1 sent, 2 held, 3 will go, 1 not delivered."""
    counts = selectors.count_by_state(notices)
    total = sum(counts.values())
    parts = [f"{counts[state]} {state.label.lower()}" for state in NoticeState if counts.get(state)]
    return f"{total} {'notice' if total == 1 else 'notices'}: {', '.join(parts)}."


NOTHING_HERE = {
    "week": (
        "Nothing goes out this week",
        "Notices are written when a milestone of a case falls due. Open a case, or look at those "
        "that go out later.",
    ),
    "person": (
        "Nothing needs you here",
        "A notice comes here when the mail server refused it, or when nobody can tell whether it "
        "arrived. It stays until somebody sends it again or marks it as sent.",
    ),
    "later": (
        "Nothing is planned after this week",
        "Notices are written some days before a milestone of a case falls due.",
    ),
    "sent": ("Nothing was sent yet", "Sent notices stay here with their full text."),
    "canceled": (
        "Nothing was canceled",
        "A planned notice comes here when somebody cancels it, or when its reason is gone.",
    ),
}


def nothing_here(show: str) -> dict[str, object]:
    """Arguments of components/empty_state.html for an empty view."""
    title, text = NOTHING_HERE[show]
    back = [] if show == "week" else [{"label": "This week", "url": reverse("notice-list")}]
    return {"title": title, "text": text, "actions": back}


def panel(notice_line: NoticeLine) -> dict[str, object]:
    """What `_notice.html` needs to show one notice in full."""
    return {
        "line": notice_line,
        "facts": facts(notice_line),
        "events": notice_line.notice.events.select_related("by"),
        "page_about": page_about(notice_line.notice),
    }


def facts(notice_line: NoticeLine) -> list[tuple[str, str]]:
    """Key and value for the page of one notice."""
    notice = notice_line.notice
    key = "Went out" if notice.sent_at else "Goes out" if notice.is_planned else "Was to go"
    pairs = [
        (key, notice_line.when),
        ("To", f"{notice.recipient}, {notice.to_address}"),
        ("LEA", notice.lea.name),
        ("Kind", notice_line.label),
    ]
    if notice.reply_to:
        pairs.append(("Answers go to", notice.reply_to))
    pairs.append(("Message-ID", message_id(notice)))
    return pairs
