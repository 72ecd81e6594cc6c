"""Notices in the outbox, of a kind that only tests have."""

from __future__ import annotations

import datetime as dt

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from county_office.models import Notice, NoticeState
from county_office.notices.kinds import Kind, register
from tests.factories.county_office import LeaFactory, UserFactory

REMINDER = register(Kind("test_reminder", "Reminder of a test"))
LETTER_OF_LAW = register(Kind("test_letter", "Letter of a test", held_until_released=True))


class NoticeFactory(DjangoModelFactory[Notice]):
    """A notice that waits, and whose time has come a minute ago."""

    class Meta:
        model = Notice

    kind = REMINDER.name
    occasion = factory.Sequence(lambda n: f"milestone:{n}:due:2026-11-27")
    lea = factory.SubFactory(LeaFactory)
    recipient = factory.SubFactory(UserFactory)
    to_address = factory.LazyAttribute(lambda notice: notice.recipient.email)
    subject = factory.Sequence(lambda n: f"Milestone {n} is due on November 27")
    body = "The first meeting is due on Friday, November 27.\n"
    about = "case:1"
    state = NoticeState.WAITING
    send_after = factory.LazyFunction(lambda: timezone.now() - dt.timedelta(minutes=1))
    claimed_at = factory.LazyAttribute(
        lambda notice: timezone.now() if notice.state == NoticeState.SENDING else None
    )
    sent_at = factory.LazyAttribute(
        lambda notice: timezone.now() if notice.state == NoticeState.SENT else None
    )
