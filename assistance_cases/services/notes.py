"""Notes on a case."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from assistance_cases.models import AssistanceCase, CaseNote
from assistance_cases.services.refusal import CaseRefusedError
from county_office.models import User
from county_office.rights import Right, require


@transaction.atomic
def add_note(
    *, case: AssistanceCase, text: str, by: User, shared_with_district: bool = False
) -> CaseNote:
    """Adds a note, internal unless shared. CaseRefusedError when it is empty or the case is
    closed."""
    require(by, Right.EDIT_CASE, county=case.lea.county_id)
    if AssistanceCase.objects.select_for_update().get(pk=case.pk).is_closed:
        raise CaseRefusedError("The case is closed. Reopen it first.")
    if not text.strip():
        raise CaseRefusedError("Write the note first.")
    return CaseNote.objects.create(
        case=case,
        text=text.strip(),
        author=by,
        at=timezone.now(),
        shared_with_district=shared_with_district,
    )
