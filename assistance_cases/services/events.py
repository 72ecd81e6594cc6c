"""The record of what services did to a case."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from assistance_cases.models import AssistanceCase, CaseEvent, EventKind, Milestone
from county_office.models import User


def record_event(
    *,
    case: AssistanceCase,
    kind: EventKind,
    text: str,
    by: User,
    reason: str = "",
    details: Iterable[str] = (),
    milestone: Milestone | None = None,
) -> CaseEvent:
    """Writes one line of the case's timeline; called inside the transaction of its service."""
    return CaseEvent.objects.create(
        case=case,
        kind=kind,
        text=text,
        reason=reason.strip(),
        details="\n".join(details),
        milestone=milestone,
        by=by,
        at=timezone.now(),
    )
