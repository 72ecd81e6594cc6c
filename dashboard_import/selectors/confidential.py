"""The preview: what a load brought is the county offices' alone until its day comes.

Who may see it is decided here and nowhere else. Results and determinations are public facts
otherwise, so selectors take `with_confidential`, and the pages that others open ask here first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Max, Q

from county_office.rights import Right, may
from county_office.selectors import today
from dashboard_import.models import Batch

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from county_office.models import User


def may_see_confidential(user: User | AnonymousUser, county_code: str) -> bool:
    """Whether a person may see the preview of that county's LEAs: its own staff, and who runs the
    desk. A district lead may not, nor the staff of another county."""
    return may(user, Right.READ_COUNTY, county=county_code)


def still_confidential(batch: str = "") -> Q:
    """The condition that a batch's day has not come; `batch` is the lookup to it ("batch__")."""
    return Q(**{f"{batch}confidential_until__gt": today()})


def confidential_batches() -> list[int]:
    """The keys of the batches whose day has not come."""
    return list(days_of_confidential_batches())


def days_of_confidential_batches() -> dict[int, dt.date]:
    """The day on which each batch whose day has not come becomes public."""
    found = Batch.objects.filter(still_confidential()).order_by()
    return {
        batch: until
        for batch, until in found.values_list("pk", "confidential_until")
        if until is not None
    }


def confidential_until(batch_ids: Iterable[int]) -> dt.date | None:
    """The day on which the last of these batches becomes public; None where all are."""
    found = Batch.objects.filter(still_confidential(), pk__in=set(batch_ids))
    latest: dt.date | None = found.aggregate(until=Max("confidential_until"))["until"]
    return latest
