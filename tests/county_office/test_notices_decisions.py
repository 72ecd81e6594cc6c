"""What people decide about notices, and who may."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from county_office.models import County, Notice, NoticeEventKind, NoticeState, User
from county_office.notices import outbox
from county_office.notices.decisions import (
    NoticeMovedOnError,
    cancel_notice,
    hold_notice,
    mark_as_sent,
    release_notice,
    restore_notices,
    send_again,
    withdraw_notices,
)
from county_office.notices.kinds import Kind, register
from county_office.notices.outbox import send_waiting
from county_office.notices.smtp import Outcome
from tests.county_office.conftest import FickleServer
from tests.factories.county_office import (
    CountyFactory,
    LeaFactory,
    district_lead_of,
    reader_of,
    staff_of,
)
from tests.factories.notices import REMINDER, NoticeFactory
from tests.plugins.mail import MailServer

pytestmark = pytest.mark.django_db
Decision = Callable[..., Notice]
URGENT = register(Kind("test_urgent", "Urgent", may_be_held=False))

# From each of these states a decision leads to that one, and from all others nowhere.
ALLOWED: list[tuple[Decision, set[NoticeState], NoticeState]] = [
    (hold_notice, {NoticeState.WAITING}, NoticeState.HELD),
    (release_notice, {NoticeState.HELD}, NoticeState.WAITING),
    (cancel_notice, {NoticeState.WAITING, NoticeState.HELD}, NoticeState.CANCELED),
    (send_again, {NoticeState.FAILED, NoticeState.DOUBTFUL}, NoticeState.WAITING),
    (mark_as_sent, {NoticeState.FAILED, NoticeState.DOUBTFUL}, NoticeState.SENT),
]


@pytest.fixture
def county() -> County:
    county: County = CountyFactory(code="99")
    return county


@pytest.fixture
def staff(county: County) -> User:
    return staff_of(county)


@pytest.mark.parametrize(("decide", "states", "goal"), ALLOWED)
@pytest.mark.parametrize("state", NoticeState)
def test_a_decision_is_made_from_its_states_alone(
    staff: User, decide: Decision, states: set[NoticeState], goal: NoticeState, state: NoticeState
) -> None:
    notice: Notice = NoticeFactory(state=state)
    if state in states:
        decide(notice=notice, by=staff)
        assert notice.events.get().by == staff
    else:
        with pytest.raises(NoticeMovedOnError, match=r"is now|held back"):
            decide(notice=notice, by=staff)
        assert not notice.events.exists()
    notice.refresh_from_db()
    assert notice.state == (goal if state in states else state)


@pytest.mark.parametrize(("decide", "states", "goal"), ALLOWED)
def test_only_staff_of_the_county_decide(
    county: County, decide: Decision, states: set[NoticeState], goal: NoticeState
) -> None:
    lea = LeaFactory(county=county)
    notice: Notice = NoticeFactory(lea=lea, state=next(iter(states)))
    for person in (
        reader_of(county),
        district_lead_of(lea),
        staff_of(CountyFactory(code="15")),
    ):
        with pytest.raises(PermissionDenied):
            decide(notice=notice, by=person)
    notice.refresh_from_db()
    assert notice.state in states


def test_a_kind_that_is_not_held_back_stays_waiting(staff: User) -> None:
    notice: Notice = NoticeFactory(kind=URGENT.name)
    with pytest.raises(NoticeMovedOnError, match="not held back"):
        hold_notice(notice=notice, by=staff)


def test_a_held_notice_does_not_leave_before_it_is_released(
    staff: User, mail_server: MailServer
) -> None:
    notice: Notice = NoticeFactory()
    hold_notice(notice=notice, by=staff)
    assert send_waiting() == {}
    release_notice(notice=notice, by=staff)
    assert send_waiting() == {Outcome.TAKEN: 1}


def test_a_notice_released_early_still_waits_for_its_moment(staff: User) -> None:
    tomorrow = timezone.now() + dt.timedelta(days=1)
    notice: Notice = NoticeFactory(state=NoticeState.HELD, send_after=tomorrow)
    release_notice(notice=notice, by=staff)
    assert notice.send_after == tomorrow


def test_a_doubtful_notice_leaves_again_when_a_person_says_so_and_keeps_its_story(
    staff: User, fickle_server: FickleServer
) -> None:
    fickle_server.drop_at = "data"
    notice: Notice = NoticeFactory()
    send_waiting()
    fickle_server.drop_at = ""
    notice.refresh_from_db()
    send_again(notice=notice, by=staff)
    assert send_waiting() == {Outcome.TAKEN: 1}
    assert list(notice.events.values_list("kind", flat=True)) == [
        NoticeEventKind.DOUBTED,
        NoticeEventKind.SENT_AGAIN,
        NoticeEventKind.SENT,
    ]
    first, second = fickle_server.texts
    assert outbox.message_id(notice) in first
    assert outbox.message_id(notice) in second


def test_sent_again_goes_to_the_address_as_it_is_now(staff: User, mail_server: MailServer) -> None:
    notice: Notice = NoticeFactory(state=NoticeState.FAILED, to_address="typo@county.example")
    send_again(notice=notice, by=staff)
    send_waiting()
    assert mail_server.messages[0]["To"] == notice.recipient.email


def test_a_worker_that_was_faster_is_not_overruled(staff: User) -> None:
    seen: Notice = NoticeFactory()
    Notice.objects.filter(pk=seen.pk).update(state=NoticeState.SENT, sent_at=timezone.now())
    with pytest.raises(NoticeMovedOnError, match=r"is now: Sent\. Nothing was changed"):
        cancel_notice(notice=seen, by=staff)


def test_an_app_withdraws_what_is_planned_when_its_reason_is_gone(staff: User) -> None:
    planned = NoticeFactory(about="case:7")
    held = NoticeFactory(about="case:7", state=NoticeState.HELD)
    gone = NoticeFactory(about="case:7", state=NoticeState.SENT)
    other = NoticeFactory(about="case:8")
    reason = "The milestone is done."
    assert withdraw_notices(about="case:7", kind=REMINDER.name, reason=reason, by=staff) == 2
    states = dict(Notice.objects.values_list("pk", "state"))
    assert states == {
        planned.pk: NoticeState.CANCELED,
        held.pk: NoticeState.CANCELED,
        gone.pk: NoticeState.SENT,
        other.pk: NoticeState.WAITING,
    }
    assert planned.events.get().detail == reason


def test_withdrawing_can_be_narrowed_to_an_occasion_or_a_person() -> None:
    one, two, three = NoticeFactory.create_batch(3, about="case:7")
    Notice.objects.filter(pk=one.pk).update(occasion="milestone:1:due:2026-12-01")
    narrowed = {"about": "case:7", "kind": REMINDER.name, "reason": "moved"}
    assert withdraw_notices(**narrowed, occasion_starts_with="milestone:1:due") == 1  # type: ignore[arg-type]
    assert withdraw_notices(**narrowed, recipient=two.recipient) == 1  # type: ignore[arg-type]
    three.refresh_from_db()
    assert three.state == NoticeState.WAITING


def test_a_withdrawn_notice_comes_back_with_its_reason_but_not_what_a_person_canceled(
    staff: User,
) -> None:
    withdrawn = NoticeFactory(about="case:7")
    by_hand = NoticeFactory(about="case:7")
    cancel_notice(notice=by_hand, by=staff)
    withdraw_notices(about="case:7", kind=REMINDER.name, reason="done")
    assert restore_notices(about="case:7", kind=REMINDER.name, reasons=["done"], by=staff) == 1
    withdrawn.refresh_from_db()
    assert withdrawn.state == NoticeState.WAITING
    by_hand.refresh_from_db()
    assert by_hand.state == NoticeState.CANCELED
