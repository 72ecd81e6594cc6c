"""Reads of the outbox, for pages and apps."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from django.db.models import Q, QuerySet

from county_office.models import County, Notice, NoticeState, User
from county_office.models.notices import NEEDS_A_PERSON, PLANNED
from county_office.notices.office_hours import PACIFIC, end_of_business_week
from county_office.selectors import today


def notices_for(user: User, county: County | None = None) -> QuerySet[Notice]:
    """The notices that somebody may see, in the county they work in; soonest first."""
    notices = Notice.objects.visible_to(user).select_related("lea", "recipient")
    return notices.filter(lea__county=county) if county else notices


def this_week(notices: QuerySet[Notice]) -> QuerySet[Notice]:
    """What belongs to the week of today, what should have gone before and has not, and what needs
    a person, however old it is."""
    monday, next_monday = _week(today())
    planned_by_now = Q(state__in=[*PLANNED, NoticeState.SENDING], send_after__lt=next_monday)
    of_this_week = Q(send_after__gte=monday, send_after__lt=next_monday)
    return notices.filter(of_this_week | planned_by_now | Q(state__in=NEEDS_A_PERSON))


def needing_a_person(notices: QuerySet[Notice]) -> QuerySet[Notice]:
    return notices.filter(state__in=NEEDS_A_PERSON)


def count_needing_a_person(user: User, county: County) -> int:
    """Notices of the county that nobody but a person can settle, for the top bar."""
    return needing_a_person(notices_for(user, county)).count()


def later(notices: QuerySet[Notice]) -> QuerySet[Notice]:
    return notices.filter(state__in=PLANNED, send_after__gte=_week(today())[1])


def sent(notices: QuerySet[Notice]) -> QuerySet[Notice]:
    return notices.filter(state=NoticeState.SENT).order_by("-sent_at", "-id")


def canceled(notices: QuerySet[Notice]) -> QuerySet[Notice]:
    return notices.filter(state=NoticeState.CANCELED).order_by("-send_after", "-id")


def count_by_state(notices: QuerySet[Notice]) -> Counter[str]:
    return Counter(notices.order_by().values_list("state", flat=True))


def _week(day: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """Monday 0:00 of the day's week and of the next, in California."""
    next_monday = end_of_business_week(day) + dt.timedelta(days=1)
    monday = next_monday - dt.timedelta(days=7)
    return _midnight(monday), _midnight(next_monday)


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), PACIFIC)
