"""Writes to the catalog."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import models, transaction

from county_office.selectors import today
from services_catalog.catalog import Catalog, DivisionEntry, LevelEntry, ServiceEntry
from services_catalog.models import Division, LevelText, Service

Row = TypeVar("Row", bound=models.Model)


@dataclass
class CatalogChanges:
    """What a load changed (or would change), a line each, in the order of the sheet."""

    lines: list[str] = field(default_factory=list)

    def note(self, line: str) -> None:
        self.lines.append(line)


@transaction.atomic
def load_catalog(*, catalog: Catalog, apply: bool) -> CatalogChanges:
    """Makes the starting point's rows as the files say, in one transaction; says what changed.

    Rows are found by their slug, so a name may be corrected. What has left the files is withdrawn
    and never deleted: cases may have used it. Without `apply` everything is tried and taken back.
    A county's own divisions are not touched.
    """
    changes = CatalogChanges()
    for entry in catalog.divisions:
        _load_division(entry, changes)
    _withdraw_what_left(catalog, changes)
    for level in catalog.levels:
        _upsert(LevelText, {"level": level.level}, _columns(level, without={"level"}), changes)
    if not apply:
        transaction.set_rollback(True)
    return changes


def _load_division(entry: DivisionEntry, changes: CatalogChanges) -> None:
    division = _upsert(
        Division,
        {"county": None, "slug": entry.slug},
        _columns(entry, without={"slug", "services"}),
        changes,
    )
    for service in entry.services:
        _upsert(
            Service,
            {"division": division, "slug": service.slug},
            _columns(service, without={"slug"}) | {"withdrawn_on": None},
            changes,
        )


def _columns(
    entry: DivisionEntry | ServiceEntry | LevelEntry, *, without: set[str]
) -> dict[str, Any]:
    values = {
        column.name: getattr(entry, column.name)
        for column in dataclasses.fields(entry)
        if column.name not in without
    }
    return {
        name: list(value) if isinstance(value, tuple) else value for name, value in values.items()
    }


def _upsert(
    model: type[Row], key: dict[str, Any], columns: dict[str, Any], changes: CatalogChanges
) -> Row:
    row = model._default_manager.filter(**key).first()
    kind = model._meta.verbose_name
    if row is None:
        row = model._default_manager.create(**key, **columns)
        changes.note(f"added {kind}: {row}")
        return row
    different = [name for name, value in columns.items() if getattr(row, name) != value]
    if different:
        for name in different:
            setattr(row, name, columns[name])
        row.save(update_fields=different)
        changes.note(f"changed {kind}: {row} ({', '.join(sorted(different))})")
    return row


def _withdraw_what_left(catalog: Catalog, changes: CatalogChanges) -> None:
    there = {(entry.slug, row.slug) for entry in catalog.divisions for row in entry.services}
    offered = Service.objects.filter(division__county=None, withdrawn_on=None)
    for service in offered.select_related("division"):
        if (service.division.slug, service.slug) not in there:
            service.withdrawn_on = today()
            service.save(update_fields=["withdrawn_on"])
            changes.note(f"withdrawn service: {service}")
