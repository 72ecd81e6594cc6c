"""Compares our determinations with a list that the state published, cell by cell.

A cell is an LEA's letter for one student group; `*` and empty are the same. An LEA that is missing
on one side is one difference. Methods, status and Level 3 are counted beside the cells. What we
cannot determine is counted apart: it is not a difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from county_office.models import County, LeaKind
from county_office.student_groups import PUBLISHED_CODES
from dashboard_import.published_lists import PublishedList, PublishedRow
from eligibility.criteria import load_criteria
from eligibility.models import Determination, Origin
from eligibility.rules import NO_LETTER, UNDETERMINED_LETTER, status_words
from eligibility.selectors import determinations_of_state

OURS, THEIRS = "ours", "published"


@dataclass(frozen=True)
class Difference:
    """One difference, with both sides; `field` is a group's code as the list writes it, or LEA."""

    cds: str
    lea: str
    field: str
    ours: str
    published: str

    @property
    def words(self) -> str:
        """The difference in a line."""
        return (
            f"{self.cds} {self.lea}, {self.field}: "
            f"ours {self.ours or 'none'}, published {self.published or 'none'}"
        )


@dataclass
class Tally:
    """How often an answer agrees, differs or cannot be determined here."""

    agree: int = 0
    differ: int = 0
    undetermined: int = 0

    def count(self, ours: str | None, published: str) -> None:
        """Counts one answer; None is undetermined."""
        if ours is None:
            self.undetermined += 1
        elif ours == published:
            self.agree += 1
        else:
            self.differ += 1

    @property
    def total(self) -> int:
        """How many answers the list gives; none where it has no such column."""
        return self.agree + self.differ + self.undetermined

    @property
    def words(self) -> str:
        """The three numbers."""
        return f"{self.agree} agree, {self.differ} differ, {self.undetermined} undetermined here"


@dataclass
class Reconciliation:
    """The comparison of one year's determinations with the published list of that year.

    `differences` are cells and LEAs; `answer_differences` methods, status and Level 3.
    """

    year: int
    leas: int = 0
    cells: int = 0
    undetermined_cells: int = 0
    leas_from_the_list: int = 0
    differences: list[Difference] = field(default_factory=list)
    answer_differences: list[Difference] = field(default_factory=list)
    missing_files: set[str] = field(default_factory=set)
    methods: dict[int, Tally] = field(default_factory=dict)
    status: Tally = field(default_factory=Tally)
    level_3: Tally = field(default_factory=Tally)

    @property
    def last_line(self) -> str:
        """The line that the command ends with."""
        return f"LEAs {self.leas}, cells {self.cells}, differences {len(self.differences)}"

    def as_json(self) -> dict[str, Any]:
        """All of it as plain data."""
        return {
            "year": self.year,
            "leas": self.leas,
            "cells": self.cells,
            "differences": len(self.differences),
            "undetermined_cells": self.undetermined_cells,
            "leas_from_the_list": self.leas_from_the_list,
            "missing_files": sorted(self.missing_files),
            "methods": {str(number): asdict(tally) for number, tally in self.methods.items()},
            "status": asdict(self.status),
            "level_3": asdict(self.level_3),
            "details": [asdict(difference) for difference in self.differences],
        }


def reconcile(published: PublishedList, county: County | None = None) -> Reconciliation:
    """Compares the current determinations of the list's year with the list.

    `county` narrows both sides to one county. Only the kinds of LEA that the list holds are
    compared. Raises MissingCriteriaError for a list of a year without criteria.
    """
    criteria = load_criteria(published.year)
    rows = {
        row.cds: row for row in published.rows if county is None or row.cds.startswith(county.code)
    }
    kinds = {_kind(row) for row in published.rows}
    if not published.of_charters:
        # A single charter school that got onto the other list does not make it one of charters.
        kinds.discard(LeaKind.CHARTER)
    left_out = _left_out(published)
    ours = {
        determination.cds: determination
        for determination in _current(published.year, county)
        if (determination.lea.kind in kinds or determination.cds in rows)
        and determination.cds[:2] not in left_out
    }
    result = Reconciliation(
        year=published.year,
        leas=len(rows.keys() | ours.keys()),
        methods={number: Tally() for number in sorted(criteria.methods)},
    )
    result.differences += _missing_leas(rows, ours)
    for cds in sorted(rows.keys() & ours.keys()):
        _compare_letters(result, published.groups, rows[cds], ours[cds])
        _compare_answers(result, rows[cds], ours[cds])
    return result


def _kind(row: PublishedRow) -> str:
    if row.is_charter:
        return LeaKind.CHARTER
    return LeaKind.COUNTY_OFFICE if row.is_county_office else LeaKind.DISTRICT


def _current(year: int, county: County | None) -> Iterable[Determination]:
    """Current determinations by the county of the code of that year, as the list has them: an LEA
    that has moved stands under its former county."""
    found = determinations_of_state(year)
    return found if county is None else found.filter(cds__startswith=county.code)


def _left_out(published: PublishedList) -> set[str]:
    """The demonstration county, unless the list is its own."""
    demonstration = set(County.objects.filter(is_demonstration=True).values_list("code", flat=True))
    return demonstration - {row.cds[:2] for row in published.rows}


def _missing_leas(
    rows: Mapping[str, PublishedRow], ours: Mapping[str, Determination]
) -> list[Difference]:
    """An LEA that only one side knows is one difference, whatever its cells."""
    not_ours = [
        Difference(cds, rows[cds].lea_name, "LEA", ours="not determined", published="on the list")
        for cds in sorted(rows.keys() - ours.keys())
    ]
    not_theirs = [
        Difference(cds, ours[cds].lea.name, "LEA", ours="determined", published="not on the list")
        for cds in sorted(ours.keys() - rows.keys())
    ]
    return not_ours + not_theirs


def _compare_letters(
    result: Reconciliation, groups: Iterable[str], row: PublishedRow, ours: Determination
) -> None:
    if ours.origin == Origin.PUBLISHED_LIST:
        result.leas_from_the_list += 1
    for group in sorted({*groups, *ours.letters}):
        letter = ours.letters.get(group, NO_LETTER)
        if letter == UNDETERMINED_LETTER:
            result.undetermined_cells += 1
            result.missing_files.update(_files(ours))
            continue
        result.cells += 1
        if letter != row.letters.get(group, NO_LETTER):
            result.differences.append(
                Difference(
                    cds=row.cds,
                    lea=ours.lea.name,
                    field=PUBLISHED_CODES.get(group, group),
                    ours=letter,
                    published=row.letters.get(group, NO_LETTER),
                )
            )


def _compare_answers(result: Reconciliation, row: PublishedRow, ours: Determination) -> None:
    for number, tally in result.methods.items():
        if number in row.methods:
            answer = getattr(ours, f"method{number}")
            _compare_answer(result, tally, ours, f"Method {number}", answer, row.methods[number])
    if ours.year in row.statuses:
        criteria = load_criteria(ours.year)
        words = status_words(criteria.status, ours.status, ours.da_year)
        status = None if ours.is_undetermined else words
        _compare_answer(result, result.status, ours, "Status", status, row.statuses[ours.year])
    if ours.year in row.level3:
        level_3 = row.level3[ours.year]
        _compare_answer(result, result.level_3, ours, "Level 3", ours.level3, level_3)


def _compare_answer(
    result: Reconciliation,
    tally: Tally,
    ours: Determination,
    name: str,
    answer: str | None,
    published: str,
) -> None:
    tally.count(answer, published)
    if answer is not None and answer != published:
        result.answer_differences.append(
            Difference(ours.cds, ours.lea.name, name, ours=answer, published=published)
        )


def _files(determination: Determination) -> list[str]:
    files = load_criteria(determination.year).files
    return [files[indicator] for indicator in determination.explanation["missing"]]
