"""A notice is written once, sent once, and a doubt about it goes to a person."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import threading

import pytest
import time_machine
from django.conf import settings as django_settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from county_office.models import Lea, Notice, NoticeEventKind, NoticeState
from county_office.notices import outbox
from county_office.notices.kinds import UnknownKindError
from county_office.notices.office_hours import PACIFIC
from county_office.notices.outbox import claim, send_one, send_waiting, write_notice
from county_office.notices.smtp import Outcome
from county_office.tasks import send_notice, send_waiting_notices
from tests.county_office.conftest import FickleServer
from tests.factories.county_office import LeaFactory, UserFactory, district_lead_of
from tests.factories.notices import LETTER_OF_LAW, REMINDER, NoticeFactory
from tests.patience import PATIENCE
from tests.plugins.mail import MailServer
from tests.plugins.worker import Worker

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=PACIFIC)  # a Monday
EVENING = dt.datetime(2026, 11, 23, 19, tzinfo=PACIFIC)


def write(**changes: object) -> Notice | None:
    lea = changes.pop("lea", None) or LeaFactory()
    fields = {
        "kind": REMINDER.name,
        "occasion": "milestone:381:due:2026-11-27",
        "lea": lea,
        "recipient": changes.pop("recipient", None) or UserFactory(),
        "subject": "The first meeting is due on November 27",
        "body": "Dear colleague,\n\nthe first meeting is due.\n",
        "about": "case:381",
    }
    return write_notice(**fields | changes)  # type: ignore[arg-type]


def events_of(notice: Notice) -> list[str]:
    return list(notice.events.values_list("kind", flat=True))


# ---- writing


def test_an_occasion_is_written_once_for_a_person(db: None) -> None:
    lea, person = LeaFactory(), UserFactory()
    first = write(lea=lea, recipient=person)
    assert first is not None
    assert first.state == NoticeState.WAITING
    assert write(lea=lea, recipient=person) is None
    assert Notice.objects.count() == 1
    assert events_of(first) == [NoticeEventKind.WRITTEN]


def test_another_person_or_occasion_is_another_notice(db: None) -> None:
    lea, person = LeaFactory(), UserFactory()
    assert write(lea=lea, recipient=person)
    assert write(lea=lea, recipient=UserFactory())
    assert write(lea=lea, recipient=person, occasion="milestone:381:due:2026-12-04")


def test_two_ticks_at_once_write_one_row(transactional_db: None) -> None:
    lea, person = LeaFactory(), UserFactory()
    start = threading.Barrier(4)
    written: list[Notice | None] = []

    def tick() -> None:
        start.wait()
        written.append(write(lea=lea, recipient=person))
        connection.close()

    threads = [threading.Thread(target=tick) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [notice for notice in written if notice] == [Notice.objects.get()]


def test_a_kind_that_no_app_registered_is_refused(db: None) -> None:
    with pytest.raises(UnknownKindError, match="test_reminder"):
        write(kind="mistyped")


def test_a_subject_of_two_lines_is_refused(db: None) -> None:
    with pytest.raises(ValidationError):
        write(subject="Due\nBcc: everybody@example.org")


def test_a_letter_that_needs_release_is_written_as_held(db: None) -> None:
    letter = write(kind=LETTER_OF_LAW.name)
    assert letter is not None
    assert letter.state == NoticeState.HELD


@pytest.mark.parametrize(("leads", "seen"), [(True, True), (False, False)])
def test_a_district_lead_sees_only_what_is_written_to_the_district(
    db: None, leads: bool, seen: bool
) -> None:
    lea: Lea = LeaFactory()
    lead = district_lead_of(lea)
    notice = write(lea=lea, recipient=lead if leads else UserFactory())
    assert notice is not None
    assert Notice.objects.visible_to(lead).exists() is seen


def test_a_notice_of_the_evening_is_due_at_the_next_opening(db: None, settings: Settings) -> None:
    settings.OFFICE_HOURS_ONLY = True
    notice = write(send_after=EVENING)
    assert notice is not None
    assert notice.send_after == dt.datetime(2026, 11, 24, 8, tzinfo=PACIFIC)


# ---- sending


def test_a_waiting_notice_is_sent_once(db: None, mail_server: MailServer) -> None:
    notice: Notice = NoticeFactory(reply_to="lead@county.example")
    assert send_waiting_notices() == {"taken": 1}
    assert send_waiting_notices() == {}
    notice.refresh_from_db()
    assert notice.state == NoticeState.SENT
    assert notice.sent_at is not None
    (mail,) = mail_server.messages
    assert mail["To"] == notice.to_address
    assert mail["Subject"] == notice.subject
    assert mail["Reply-To"] == "lead@county.example"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"] == outbox.message_id(notice)
    assert mail.get_content().replace("\r\n", "\n") == notice.body


def test_names_and_words_beyond_ascii_arrive(db: None, mail_server: MailServer) -> None:
    NoticeFactory(subject="Reunión con Cañada Unified", body="Ñandú: 8 a.m.\n")
    send_waiting()
    (mail,) = mail_server.messages
    assert mail["Subject"] == "Reunión con Cañada Unified"
    assert "Ñandú: 8 a.m." in mail.get_content()


@pytest.mark.parametrize(
    "state",
    [
        NoticeState.HELD,
        NoticeState.SENDING,
        NoticeState.SENT,
        NoticeState.FAILED,
        NoticeState.DOUBTFUL,
        NoticeState.CANCELED,
    ],
)
def test_only_waiting_notices_leave(db: None, mail_server: MailServer, state: NoticeState) -> None:
    notice = NoticeFactory(state=state)
    assert send_waiting() == {}
    assert send_notice(notice.pk) == "nothing to do"
    assert mail_server.messages == []


def test_a_notice_waits_for_its_moment(db: None, mail_server: MailServer) -> None:
    NoticeFactory(send_after=timezone.now() + dt.timedelta(hours=1))
    assert send_waiting() == {}
    with time_machine.travel(timezone.now() + dt.timedelta(hours=2)):
        assert send_waiting() == {Outcome.TAKEN: 1}


def test_nothing_leaves_in_the_evening_though_the_worker_was_late(
    db: None, mail_server: MailServer, settings: Settings
) -> None:
    settings.OFFICE_HOURS_ONLY = True
    notice = NoticeFactory(send_after=NOON)
    with time_machine.travel(EVENING):
        assert send_waiting() == {}
        assert send_one(pk=notice.pk) is None
    with time_machine.travel(EVENING + dt.timedelta(hours=14)):
        assert send_waiting() == {Outcome.TAKEN: 1}


def test_a_closed_account_gets_nothing(db: None, mail_server: MailServer) -> None:
    notice: Notice = NoticeFactory(recipient__is_active=False)
    assert send_waiting() == {Outcome.REFUSED: 1}
    notice.refresh_from_db()
    assert notice.state == NoticeState.FAILED
    assert "closed" in notice.failure
    assert mail_server.messages == []


def test_a_sweep_ends_before_the_next_one_begins(db: None, mail_server: MailServer) -> None:
    NoticeFactory.create_batch(3)
    ticks = iter([0.0, 1.0, 44.0, 46.0])
    assert send_waiting(clock=lambda: next(ticks)) == {Outcome.TAKEN: 2}


def test_one_connection_serves_a_whole_sweep(db: None, mail_server: MailServer) -> None:
    NoticeFactory.create_batch(3)
    assert send_waiting() == {Outcome.TAKEN: 3}
    assert len(mail_server.messages) == 3


# ---- several workers, and workers that die


def test_two_workers_on_the_same_rows_send_each_notice_once(
    transactional_db: None, mail_server: MailServer
) -> None:
    notices = NoticeFactory.create_batch(12)
    start = threading.Barrier(3)

    def sweep() -> None:
        start.wait()
        send_waiting()
        connection.close()

    threads = [threading.Thread(target=sweep) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    arrived = sorted(mail["Message-ID"] for mail in mail_server.messages)
    assert arrived == sorted(outbox.message_id(notice) for notice in notices)
    assert set(Notice.objects.values_list("state", "attempts")) == {(NoticeState.SENT, 1)}


def test_a_row_that_another_worker_holds_is_passed_over(transactional_db: None) -> None:
    held, free = NoticeFactory.create_batch(2)
    locked, done = threading.Event(), threading.Event()

    def other_worker() -> None:
        from django.db import transaction

        with transaction.atomic():
            Notice.objects.select_for_update().get(pk=held.pk)
            locked.set()
            done.wait(PATIENCE)
        connection.close()

    thread = threading.Thread(target=other_worker)
    thread.start()
    assert locked.wait(PATIENCE)
    claimed = claim(now=timezone.now())
    done.set()
    thread.join()
    assert claimed == free


def test_a_task_delivered_twice_sends_once(db: None, mail_server: MailServer) -> None:
    notice = NoticeFactory()
    assert send_notice(notice.pk) == "taken"
    assert send_notice(notice.pk) == "nothing to do"
    assert len(mail_server.messages) == 1


def test_a_worker_on_the_real_broker_sends_each_once(
    worker: Worker, mail_server: MailServer
) -> None:
    notices = NoticeFactory.create_batch(3)
    for notice in notices:
        send_notice.delay(notice.pk)
        send_waiting_notices.delay()
    worker.wait_until(lambda: Notice.objects.filter(state=NoticeState.SENT).count() == 3)
    assert sorted(mail["Message-ID"] for mail in mail_server.messages) == sorted(
        outbox.message_id(notice) for notice in notices
    )


SENDER = """
import sys, django
django.setup()
from django.conf import settings
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", int(sys.argv[2])
from county_office.tasks import send_notice
send_notice(int(sys.argv[3]))
"""


def test_a_sender_killed_in_mid_message_leaves_a_doubt(
    transactional_db: None, fickle_server: FickleServer
) -> None:
    fickle_server.never_answers = True
    notice: Notice = NoticeFactory()
    arguments = [connection.settings_dict["NAME"], str(fickle_server.port), str(notice.pk)]
    settings_module = os.environ["DJANGO_SETTINGS_MODULE"]
    with subprocess.Popen(
        [sys.executable, "-c", SENDER, *arguments],
        cwd=django_settings.BASE_DIR,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": settings_module},
    ) as sender:
        assert fickle_server.has_text.wait(PATIENCE)
        sender.send_signal(signal.SIGKILL)
    notice.refresh_from_db()
    assert notice.state == NoticeState.SENDING
    fickle_server.never_answers = False
    assert send_waiting() == {}, "it may still be at work"
    with time_machine.travel(timezone.now() + outbox.CLAIM_LASTS + dt.timedelta(minutes=1)):
        assert send_waiting() == {Outcome.DOUBTFUL: 1}
        assert send_waiting() == {}
    notice.refresh_from_db()
    assert notice.state == NoticeState.DOUBTFUL
    assert len(fickle_server.texts) == 1


def test_a_worker_thought_dead_that_comes_back_clears_the_doubt(
    db: None, mail_server: MailServer
) -> None:
    NoticeFactory()
    claimed = claim(now=timezone.now())
    assert claimed is not None
    outbox.doubt_lost_claims(now=timezone.now() + outbox.CLAIM_LASTS + dt.timedelta(minutes=1))
    with outbox.open_postbox() as postbox:
        outbox.send_claimed(claimed, postbox)
    claimed.refresh_from_db()
    assert claimed.state == NoticeState.SENT
