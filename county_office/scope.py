"""Row scope, in one place: which rows a person may see at all.

A model that belongs to a county or an LEA declares `SCOPE` and uses `ScopedQuerySet`; every page,
count, search, export, mail and task goes through `visible_to(user)`. Without a membership in force
there are no rows, for superusers as well. A row out of scope is a 404, never a 403: a stranger is
not told that it exists.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from county_office.models import User

RowModel = TypeVar("RowModel", bound=models.Model)


@dataclass(frozen=True)
class Scope:
    """Where a model keeps its county and its LEA, as lookups from the model.

    `district_lead` narrows further what an LEA's own lead sees, such as notes that were shared.
    """

    county: str
    lea: str
    district_lead: Q | None = None


class ScopedQuerySet(models.QuerySet[RowModel]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Narrows to the rows that the person's memberships of today reach."""
        from county_office.selectors import places_of

        scope: Scope = self.model.SCOPE  # type: ignore[attr-defined]
        places = places_of(user)
        if places.everything:
            return self
        reach = Q()
        if places.counties:
            reach |= Q(**{f"{scope.county}__in": places.counties})
        if places.leas:
            own = Q(**{f"{scope.lea}__in": places.leas})
            reach |= own & scope.district_lead if scope.district_lead is not None else own
        return self.filter(reach) if reach else self.none()

    def get_visible(self, user: User | AnonymousUser, **lookup: Any) -> RowModel:
        """One visible row, or Http404 that is the same for "does not exist" and "not yours"."""
        from django.shortcuts import get_object_or_404

        return get_object_or_404(self.visible_to(user), **lookup)
