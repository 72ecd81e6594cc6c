"""The outbox: write a notice once, claim it, send it once, and say what became of it.

waiting → sending (claimed by one worker)
    → sent
    → waiting again, later: the server certainly did not take it
    → failed: refused for good, or too many attempts
    → doubtful: the connection broke in mid-message or the worker died. A person looks at it;
      nothing is sent twice by itself
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.utils import parseaddr

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from county_office.models import Lea, Notice, NoticeEvent, NoticeEventKind, NoticeState, User
from county_office.notices.kinds import kind_named
from county_office.notices.office_hours import next_office_moment
from county_office.notices.smtp import Delivery, Outcome, Postbox
from county_office.selectors import district_leads_of

logger = logging.getLogger(__name__)

# When the server does not take a message: wait so long before the next attempt, then give up.
WAITS = [dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240)]
MAX_ATTEMPTS = len(WAITS) + 1
# A worker that has not said what became of its claim after this time is dead: a send takes at most
# a handful of socket operations of EMAIL_TIMEOUT (20 seconds) each.
CLAIM_LASTS = dt.timedelta(minutes=10)
# One sweep works at most so long, well under the minute after which the next one starts.
SWEEP_SECONDS = 45.0

# One statement, so that two workers can never hold the same row; `SKIP LOCKED` lets the second one
# take the next row instead of waiting. The inner SELECT is a scalar and is run once.
_CLAIM = """
UPDATE county_office_notice
   SET state = 'sending', claimed_at = %(now)s, attempts = attempts + 1
 WHERE id = (SELECT id FROM county_office_notice
              WHERE state = 'waiting' AND send_after <= %(now)s
                AND (%(pk)s::bigint IS NULL OR id = %(pk)s::bigint)
              ORDER BY send_after, id
              LIMIT 1
                FOR UPDATE SKIP LOCKED)
RETURNING *
"""


def earliest_moment(moment: dt.datetime) -> dt.datetime:
    """When a notice that is ready at that moment may leave; in office hours where they are kept."""
    return next_office_moment(moment) if settings.OFFICE_HOURS_ONLY else moment


@transaction.atomic
def write_notice(
    *,
    kind: str,
    occasion: str,
    lea: Lea,
    recipient: User,
    subject: str,
    body: str,
    about: str = "",
    send_after: dt.datetime | None = None,
    reply_to: str = "",
) -> Notice | None:
    """Writes the row of a notice, or returns None where this occasion was written already.

    `occasion` must name everything that makes the notice a different one (the milestone and its due
    date, not the day it is written). `about` is the app's own label of what it belongs to, such as
    `case:381`. The moment is moved into office hours. Raises UnknownKindError for a kind that no
    app registered, ValidationError for a text that does not fit.
    """
    ready_at = send_after or timezone.now()
    state = NoticeState.HELD if kind_named(kind).held_until_released else NoticeState.WAITING
    notice = Notice(
        kind=kind,
        occasion=occasion,
        lea=lea,
        recipient=recipient,
        to_address=recipient.email,
        for_district=district_leads_of(lea).filter(pk=recipient.pk).exists(),
        reply_to=reply_to,
        subject=subject,
        body=body,
        about=about,
        state=state,
        send_after=earliest_moment(ready_at),
    )
    notice.clean_fields()
    if "\n" in subject or "\r" in subject:
        raise ValidationError({"subject": "A subject is one line."})
    # ON CONFLICT DO NOTHING; the key tells whether the row is ours, since it has no id to return.
    Notice.objects.bulk_create([notice], ignore_conflicts=True)
    written = Notice.objects.filter(key=notice.key).first()
    if written is not None:
        note_event(written, NoticeEventKind.WRITTEN)
    return written


def note_event(
    notice: Notice, kind: NoticeEventKind, *, by: User | None = None, detail: str = ""
) -> NoticeEvent:
    """Adds what happened to the notice's own history."""
    return NoticeEvent.objects.create(notice=notice, kind=kind, by=by, detail=detail)


def message_id(notice: Notice) -> str:
    """The Message-ID of a notice, the same at every attempt: by it a doubtful mail can be found in
    the mail server's log, and a mailbox that got it twice can tell."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<notice.{notice.key}@{domain}>"


def message_of(notice: Notice) -> EmailMessage:
    """The mail of a notice, as text. RFC 3834 asks automatic mail to say that it is."""
    return EmailMessage(
        subject=notice.subject,
        body=notice.body,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[notice.to_address],
        reply_to=[notice.reply_to] if notice.reply_to else None,
        headers={"Message-ID": message_id(notice), "Auto-Submitted": "auto-generated"},
    )


def claim(*, now: dt.datetime, pk: int | None = None) -> Notice | None:
    """Takes one waiting notice whose time has come (that one, or the oldest) for this worker alone.

    Durable: the claim must be committed before anything is sent, or a crash would forget it.
    """
    with transaction.atomic(durable=True):
        rows = list(Notice.objects.raw(_CLAIM, {"now": now, "pk": pk}))
    return rows[0] if rows else None


def send_claimed(notice: Notice, postbox: Postbox) -> Delivery:
    """Sends a notice that this worker has claimed, and settles its row.

    An error that nobody foresaw leaves the claim as it is, and so ends as a doubt.
    """
    if notice.recipient.is_active:
        delivery = postbox.deliver(message_of(notice))
    else:
        delivery = Delivery(Outcome.REFUSED, f"The account of {notice.recipient} is closed.")
    _settle(notice, delivery)
    return delivery


@transaction.atomic
def _settle(notice: Notice, delivery: Delivery) -> None:
    """Writes down what became of a claimed notice, unless the claim has been taken from us."""
    now = timezone.now()
    outcome = delivery.outcome
    changes: dict[str, object] = {"failure": delivery.reason}
    if outcome is Outcome.TAKEN:
        changes |= {"state": NoticeState.SENT, "sent_at": now}
        event = NoticeEventKind.SENT
    elif outcome is Outcome.DOUBTFUL:
        changes |= {"state": NoticeState.DOUBTFUL}
        event = NoticeEventKind.DOUBTED
    elif outcome is Outcome.TRY_AGAIN and notice.attempts < MAX_ATTEMPTS:
        later = earliest_moment(now + WAITS[notice.attempts - 1])
        changes |= {"state": NoticeState.WAITING, "send_after": later, "claimed_at": None}
        event = NoticeEventKind.PUT_OFF
    else:
        changes |= {"state": NoticeState.FAILED}
        event = NoticeEventKind.REFUSED
    # A worker that was thought dead and comes back knows better than the doubt about it.
    ours = Notice.objects.filter(
        pk=notice.pk,
        claimed_at=notice.claimed_at,
        state__in=[NoticeState.SENDING, NoticeState.DOUBTFUL],
    )
    ours.update(**changes)
    note_event(notice, event, detail=delivery.reason)


@transaction.atomic
def doubt_lost_claims(*, now: dt.datetime) -> int:
    """Hands the notices of workers that died while sending to a person; returns how many."""
    lost = list(
        Notice.objects.select_for_update(skip_locked=True).filter(
            state=NoticeState.SENDING, claimed_at__lt=now - CLAIM_LASTS
        )
    )
    reason = "The desk was stopped while it sent this. The mail server may have taken it."
    for notice in lost:
        Notice.objects.filter(pk=notice.pk).update(state=NoticeState.DOUBTFUL, failure=reason)
        note_event(notice, NoticeEventKind.DOUBTED, detail=reason)
    return len(lost)


@contextmanager
def open_postbox() -> Iterator[Postbox]:
    postbox = Postbox()
    try:
        yield postbox
    finally:
        postbox.hang_up()


def send_one(*, pk: int) -> Delivery | None:
    """Sends that notice if it waits and its time has come; None where there was nothing to do."""
    now = timezone.now()
    if earliest_moment(now) > now:
        return None
    notice = claim(now=now, pk=pk)
    if notice is None:
        return None
    with open_postbox() as postbox:
        return send_claimed(notice, postbox)


def send_waiting(*, clock: Callable[[], float] = time.monotonic) -> Counter[Outcome]:
    """One sweep: sends what waits and may leave now, one after the other over one connection.

    Several sweeps side by side share the work. It stops early when the mail server cannot be
    reached, so that a dead server costs each sweep one notice's attempt and not everybody's.
    """
    started = clock()
    outcomes: Counter[Outcome] = Counter()
    if lost := doubt_lost_claims(now=timezone.now()):
        outcomes[Outcome.DOUBTFUL] += lost
        logger.warning("%d notices were being sent by a worker that died: see Notices", lost)
    with open_postbox() as postbox:
        while clock() - started < SWEEP_SECONDS:
            now = timezone.now()
            if earliest_moment(now) > now:
                break
            notice = claim(now=now)
            if notice is None:
                break
            delivery = send_claimed(notice, postbox)
            outcomes[delivery.outcome] += 1
            if delivery.outcome is not Outcome.TAKEN:
                logger.warning("notice %d: %s", notice.pk, delivery.reason)
            if not delivery.server_is_reachable:
                break
    return outcomes
