"""A person's own views of the list of LEAs; nobody reaches another person's."""

from __future__ import annotations

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from assistance_cases.models import SavedView
from county_office.models import User


def saved_views_of(user: User) -> QuerySet[SavedView]:
    """The person's views by name."""
    return SavedView.objects.filter(owner=user).order_by("name", "pk")


def own_view(user: User, pk: int) -> SavedView:
    """One of the person's views; Http404 for any other."""
    return get_object_or_404(saved_views_of(user), pk=pk)
