"""What people decide about notices: hold, release, cancel, send again, mark as sent.

Each decision moves the row from the states it may be made in, by a conditional update, so that a
worker or a colleague who was faster is never overruled by accident.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from county_office.models import Notice, NoticeEventKind, NoticeState, User
from county_office.models.notices import NEEDS_A_PERSON, PLANNED
from county_office.notices.kinds import UnknownKindError, kind_named
from county_office.notices.outbox import earliest_moment, note_event
from county_office.rights import Right, require


class NoticeMovedOnError(Exception):
    """The notice is no longer in a state in which this can be decided; nothing was changed."""


@transaction.atomic
def _decide(
    notice: Notice,
    *,
    by: User,
    event: NoticeEventKind,
    from_states: Iterable[NoticeState],
    detail: str = "",
    **changes: object,
) -> Notice:
    require(by, Right.EDIT_CASE, county=notice.lea.county_id)
    moved = Notice.objects.filter(pk=notice.pk, state__in=list(from_states)).update(**changes)
    notice.refresh_from_db()
    if not moved:
        raise NoticeMovedOnError(
            f'"{notice.subject}" is now: {notice.get_state_display()}. Nothing was changed.'
        )
    note_event(notice, event, by=by, detail=detail)
    return notice


def may_be_held(notice: Notice) -> bool:
    """Whether staff may hold a notice of this kind back."""
    try:
        return kind_named(notice.kind).may_be_held
    except UnknownKindError:
        return True


def hold_notice(*, notice: Notice, by: User) -> Notice:
    """Keeps a waiting notice from leaving until somebody releases it."""
    if not may_be_held(notice):
        raise NoticeMovedOnError(f'"{notice.subject}" is of a kind that is not held back.')
    return _decide(
        notice,
        by=by,
        event=NoticeEventKind.HELD,
        from_states=[NoticeState.WAITING],
        state=NoticeState.HELD,
    )


def release_notice(*, notice: Notice, by: User) -> Notice:
    """Lets a held notice leave at its moment, or at the next office moment if that has passed."""
    return _decide(
        notice,
        by=by,
        event=NoticeEventKind.RELEASED,
        from_states=[NoticeState.HELD],
        state=NoticeState.WAITING,
        send_after=_not_before_now(notice.send_after),
    )


def send_again(*, notice: Notice, by: User) -> Notice:
    """Lets a doubtful or undelivered notice leave once more; its history keeps the first attempt.

    The person takes upon them that a doubtful one may arrive twice. The address is read anew, since
    a wrong one is the usual reason.
    """
    return _decide(
        notice,
        by=by,
        event=NoticeEventKind.SENT_AGAIN,
        from_states=NEEDS_A_PERSON,
        detail=notice.failure,
        state=NoticeState.WAITING,
        to_address=notice.recipient.email,
        send_after=_not_before_now(notice.send_after),
        claimed_at=None,
        attempts=0,
        failure="",
    )


def mark_as_sent(*, notice: Notice, by: User) -> Notice:
    """Records that a doubtful or undelivered notice has reached its reader, however it did."""
    return _decide(
        notice,
        by=by,
        event=NoticeEventKind.MARKED_SENT,
        from_states=NEEDS_A_PERSON,
        detail=notice.failure,
        state=NoticeState.SENT,
        sent_at=timezone.now(),
    )


def cancel_notice(*, notice: Notice, by: User) -> Notice:
    """Takes a notice that has not left out of the outbox. Its occasion is not written again."""
    return _decide(
        notice,
        by=by,
        event=NoticeEventKind.CANCELED,
        from_states=PLANNED,
        state=NoticeState.CANCELED,
    )


@transaction.atomic
def withdraw_notices(
    *,
    about: str,
    kind: str,
    reason: str,
    by: User | None = None,
    occasion_starts_with: str = "",
    recipient: User | None = None,
) -> int:
    """Cancels the planned notices of a kind about something whose reason is gone, such as a
    milestone that is done; returns how many. `occasion_starts_with` and `recipient` narrow them.
    For apps: the caller has checked the right."""
    planned = Notice.objects.select_for_update(of=("self",)).filter(
        about=about, kind=kind, state__in=PLANNED, occasion__startswith=occasion_starts_with
    )
    if recipient is not None:
        planned = planned.filter(recipient=recipient)
    withdrawn = list(planned)
    for notice in withdrawn:
        Notice.objects.filter(pk=notice.pk).update(state=NoticeState.CANCELED, failure=reason)
        note_event(notice, NoticeEventKind.CANCELED, by=by, detail=reason)
    return len(withdrawn)


@transaction.atomic
def restore_notices(
    *, about: str, kind: str, reasons: Iterable[str], by: User, occasion_starts_with: str = ""
) -> int:
    """Lets notices that `withdraw_notices` canceled for one of these reasons leave after all, since
    the reason was taken back; returns how many. What a person canceled stays canceled."""
    canceled = list(
        Notice.objects.select_for_update(of=("self",)).filter(
            about=about,
            kind=kind,
            state=NoticeState.CANCELED,
            failure__in=list(reasons),
            occasion__startswith=occasion_starts_with,
        )
    )
    for notice in canceled:
        Notice.objects.filter(pk=notice.pk).update(
            state=NoticeState.WAITING, failure="", send_after=_not_before_now(notice.send_after)
        )
        note_event(notice, NoticeEventKind.RELEASED, by=by)
    return len(canceled)


def _not_before_now(moment: dt.datetime) -> dt.datetime:
    return earliest_moment(max(moment, timezone.now()))
