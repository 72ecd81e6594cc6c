"""Notes on a case."""

from __future__ import annotations

from django.utils import timezone

from assistance_cases.models import AssistanceCase, CaseNote
from assistance_cases.services.refusal import CaseRefusedError
from county_office.models import User
from county_office.rights import Right, require


def add_note(
    *, case: AssistanceCase, text: str, by: User, shared_with_district: bool = False
) -> CaseNote:
    """Adds a note, internal unless shared. CaseRefusedError when it is empty."""
    require(by, Right.EDIT_CASE, county=case.lea.county_id)
    if not text.strip():
        raise CaseRefusedError("Write the note first.")
    return CaseNote.objects.create(
        case=case,
        text=text.strip(),
        author=by,
        at=timezone.now(),
        shared_with_district=shared_with_district,
    )
