"""What a mail server may do to the desk, and what the desk makes of it."""

from __future__ import annotations

import datetime as dt
import socket

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings

from county_office.models import Notice, NoticeEventKind, NoticeState
from county_office.notices import outbox
from county_office.notices.outbox import send_waiting
from county_office.notices.smtp import Outcome
from tests.county_office.conftest import FickleServer
from tests.factories.notices import NoticeFactory


def events_of(notice: Notice) -> list[str]:
    return list(notice.events.values_list("kind", flat=True))


@pytest.mark.parametrize("reply", ["mail_reply", "rcpt_reply", "data_reply"])
def test_a_refusal_for_good_is_not_delivered_and_says_why(
    db: None, fickle_server: FickleServer, reply: str
) -> None:
    setattr(fickle_server, reply, "550 5.1.1 no such person here")
    notice: Notice = NoticeFactory()
    assert send_waiting() == {Outcome.REFUSED: 1}
    notice.refresh_from_db()
    assert notice.state == NoticeState.FAILED
    assert "550 5.1.1 no such person here" in notice.failure
    assert events_of(notice) == [NoticeEventKind.REFUSED]


@pytest.mark.parametrize("reply", ["mail_reply", "rcpt_reply", "data_reply"])
def test_a_refusal_for_now_is_tried_again_later(
    db: None, fickle_server: FickleServer, reply: str
) -> None:
    setattr(fickle_server, reply, "451 4.7.1 greylisted")
    notice: Notice = NoticeFactory()
    send_waiting()
    notice.refresh_from_db()
    assert notice.state == NoticeState.WAITING
    assert notice.send_after > timezone.now()
    assert "451 4.7.1 greylisted" in notice.failure
    setattr(fickle_server, reply, "")
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=2)):
        assert send_waiting() == {Outcome.TAKEN: 1}
    assert events_of(notice) == [NoticeEventKind.PUT_OFF, NoticeEventKind.SENT]


def test_trying_again_has_an_end(db: None, fickle_server: FickleServer) -> None:
    fickle_server.rcpt_reply = "452 4.2.2 mailbox full"
    notice: Notice = NoticeFactory()
    for hours in range(0, outbox.MAX_ATTEMPTS * 5, 5):
        with time_machine.travel(timezone.now() + dt.timedelta(hours=hours)):
            send_waiting()
    notice.refresh_from_db()
    assert notice.state == NoticeState.FAILED
    assert notice.attempts == outbox.MAX_ATTEMPTS
    assert fickle_server.texts == []


def test_a_server_that_does_not_answer_costs_one_attempt_a_sweep(
    db: None, settings: Settings
) -> None:
    with socket.socket() as taken:  # bound and not listening: a connection is refused
        taken.bind(("127.0.0.1", 0))
        settings.EMAIL_HOST, settings.EMAIL_PORT = taken.getsockname()
        first, second = NoticeFactory.create_batch(2)
        assert send_waiting() == {Outcome.TRY_AGAIN: 1}
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.attempts) == (NoticeState.WAITING, 1)
    assert "could not be used" in first.failure
    assert (second.state, second.attempts) == (NoticeState.WAITING, 0)


def test_a_connection_lost_before_the_text_is_tried_again(
    db: None, fickle_server: FickleServer
) -> None:
    fickle_server.drop_at = "mail"
    notice: Notice = NoticeFactory()
    assert send_waiting() == {Outcome.TRY_AGAIN: 1}
    notice.refresh_from_db()
    assert notice.state == NoticeState.WAITING


def test_a_connection_lost_after_the_text_is_a_doubt_and_never_sent_twice(
    db: None, fickle_server: FickleServer
) -> None:
    fickle_server.drop_at = "data"
    notice: Notice = NoticeFactory()
    assert send_waiting() == {Outcome.DOUBTFUL: 1}
    notice.refresh_from_db()
    assert notice.state == NoticeState.DOUBTFUL
    assert events_of(notice) == [NoticeEventKind.DOUBTED]
    with time_machine.travel(timezone.now() + dt.timedelta(days=3)):
        assert send_waiting() == {}
    (text,) = fickle_server.texts
    assert outbox.message_id(notice) in text, "the doubtful mail can be found by its Message-ID"


def test_a_server_that_falls_silent_after_the_text_is_a_doubt(
    db: None, fickle_server: FickleServer, settings: Settings
) -> None:
    settings.EMAIL_TIMEOUT = 0.3
    fickle_server.never_answers = True
    NoticeFactory()
    assert send_waiting() == {Outcome.DOUBTFUL: 1}


def test_a_notice_that_cannot_be_written_does_not_hold_up_the_next(
    db: None, fickle_server: FickleServer
) -> None:
    NoticeFactory(subject="Of two\nlines")
    NoticeFactory()
    assert send_waiting() == {Outcome.REFUSED: 1, Outcome.TAKEN: 1}
