"""Columns that a person mapped: saved, removed, and used for files with exactly that header."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from county_office.models import User
from county_office.rights import Right, require
from county_office.words import full_date
from dashboard_import.faults import FileRefused, Finding, Severity
from dashboard_import.header_comparison import compare_header
from dashboard_import.layouts import Layout
from dashboard_import.models import Batch, ColumnMapping
from dashboard_import.models.mappings import key_of_header
from dashboard_import.readers import OpenedFile
from dashboard_import.recognise import Choice, ChoiceNeeded, Recognised, recognise
from dashboard_import.services.receiving import actor_name, choose_meaning


def recognise_as_mapped(opened: OpenedFile, choice: Choice) -> tuple[OpenedFile, Recognised]:
    """The file and its layout; where the layouts do not know it, by a saved mapping of its header.

    A mapping is for one year and indicator, and the file must be of those by its rows, its name or
    a person's choice. Raises as `recognise`, of the file as it came where no mapping fits.
    """
    try:
        return opened, recognise(opened, choice)
    except FileRefused as refused:
        mappings = ColumnMapping.objects.filter(
            header_key=key_of_header(opened.header), removed_at__isnull=True
        )
        for mapping in mappings:
            if found := _by_mapping(opened, choice, mapping):
                return found
        raise refused


def _by_mapping(
    opened: OpenedFile, choice: Choice, mapping: ColumnMapping
) -> tuple[OpenedFile, Recognised] | None:
    mapped = replace(opened, header=mapping.renamed())
    try:
        recognised = recognise(mapped, choice)
    except ChoiceNeeded as needed:
        if mapping.indicator in needed.candidates and mapping.year in needed.years:
            raise  # the person who says what it is thereby says that the mapping fits
        return None
    except FileRefused:
        return None
    layout = recognised.layout
    if (layout.year, layout.indicator) != (mapping.year, mapping.indicator):
        return None
    said = Finding(
        f"{len(mapping.columns)} columns are read as {mapping.actor_name} mapped them on "
        f"{full_date(mapping.made_at)}: "
        + ", ".join(f"{found} as {name}" for found, name in mapping.columns.items())
        + ".",
        "If that is wrong, take the file out of the load and remove the mapping.",
        severity=Severity.INFORMATION,
        line=opened.header_line,
    )
    return mapped, Recognised(layout, (said, *recognised.findings))


@transaction.atomic
def save_mapping(
    *, batch: Batch, layout: Layout, columns: Mapping[str, str], by: User
) -> ColumnMapping:
    """Saves which columns of a refused file are which, and has the file checked with that.

    `columns`: name in the file → name in the layout. An earlier mapping of that header, year and
    indicator is removed. Raises ValueError where the rule's columns are not all there then.
    """
    require(by, Right.MAP_COLUMNS)
    header = batch.report.get("unknown_header")
    if not header:
        raise ValueError("The columns of this file are known.")
    _require_complete(header, layout, columns)
    key = key_of_header(header)
    for earlier in ColumnMapping.objects.select_for_update().filter(
        header_key=key, year=layout.year, indicator=layout.indicator, removed_at__isnull=True
    ):
        remove_mapping(mapping=earlier, by=by)
    mapping = ColumnMapping.objects.create(
        year=layout.year,
        indicator=layout.indicator,
        header=header,
        header_key=key,
        columns=dict(columns),
        made_by=by,
        actor_name=actor_name(by, ""),
    )
    choose_meaning(batch=batch, choice=Choice(layout.year, layout.indicator), by=by)
    return mapping


def _require_complete(header: list[str], layout: Layout, columns: Mapping[str, str]) -> None:
    if not columns:
        raise ValueError("Choose the column of the file for at least one column of the layout.")
    twice = {name for name in columns.values() if list(columns.values()).count(name) > 1}
    strangers = set(columns) - set(header)
    if twice or strangers:
        raise ValueError("Each column is mapped once, and is one of the file's.")
    renamed = [columns.get(name, name) for name in header]
    lacking = [line.published for line in compare_header(renamed, layout).missing if line.is_needed]
    if lacking:
        raise ValueError(f"The rule reads {', '.join(lacking)}; say which column that is.")


def remove_mapping(*, mapping: ColumnMapping, by: User) -> ColumnMapping:
    """Ends a mapping: files that come from now on are not read by it."""
    require(by, Right.MAP_COLUMNS)
    if mapping.removed_at is None:
        mapping.removed_at, mapping.removed_by = timezone.now(), by
        mapping.save(update_fields=["removed_at", "removed_by"])
    return mapping
