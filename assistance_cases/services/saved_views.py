"""A person's own views of the list of LEAs: saved, renamed, made the default, deleted."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from assistance_cases.models import SavedView
from assistance_cases.services.refusal import CaseRefusedError
from county_office.models import User
from county_office.rights import Right, require

VIEWS_A_PERSON = 20


@transaction.atomic
def save_view(
    *, name: str, parameters: Mapping[str, str], by: User, is_default: bool = False
) -> SavedView:
    """Saves a filter set under a new name. CaseRefusedError for a name in use, or too many."""
    require(by, Right.READ_COUNTY)
    _lock_views_of(by)
    if SavedView.objects.filter(owner=by).count() >= VIEWS_A_PERSON:
        raise CaseRefusedError(f"You have {VIEWS_A_PERSON} views. Delete one first.")
    return _store(SavedView(owner=by), name, parameters, is_default)


@transaction.atomic
def change_view(
    *, view: SavedView, name: str, parameters: Mapping[str, str], by: User, is_default: bool
) -> SavedView:
    """Renames a view, changes what it holds, makes it the default or takes that away."""
    _require_own(view, by)
    _lock_views_of(by)
    return _store(view, name, parameters, is_default)


@transaction.atomic
def delete_view(*, view: SavedView, by: User) -> None:
    _require_own(view, by)
    view.delete()


def _require_own(view: SavedView, by: User) -> None:
    require(by, Right.READ_COUNTY)
    if view.owner_id != by.pk:
        raise CaseRefusedError("A view belongs to the person who saved it.")


def _lock_views_of(owner: User) -> None:
    """One change at a time, so that two windows cannot both make a default."""
    list(User.objects.select_for_update().filter(pk=owner.pk))


def _store(
    view: SavedView, name: str, parameters: Mapping[str, str], is_default: bool
) -> SavedView:
    others = SavedView.objects.filter(owner=view.owner).exclude(pk=view.pk)
    name = name.strip()
    if not name:
        raise CaseRefusedError("Give the view a name.")
    if others.filter(name__iexact=name).exists():
        raise CaseRefusedError(f"You have a view named {name}. Choose another name.")
    if is_default:
        others.filter(is_default=True).update(is_default=False)
    view.name, view.parameters, view.is_default = name, dict(parameters), is_default
    view.save()
    return view
