"""What a determination makes of an LEA on the pages of cases: level, groups, priorities. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from county_office.indicators import INDICATORS
from county_office.student_groups import PLAIN_LABELS, STUDENT_GROUPS
from eligibility.criteria import Criteria
from eligibility.criteria.model import COLOR
from eligibility.rules import (
    CANNOT_BE_DETERMINED,
    PRIORITIES_OF_LETTER,
    level_of_support,
)

LEVEL_2 = 2


class Determined(Protocol):
    """What is read of a determination: EC 52071 for the status, EC 52072 for Level 3."""

    year: int
    status: str
    da_year: int | None
    level3: str | None
    letters: Mapping[str, str]
    explanation: Mapping[str, Any]


@dataclass(frozen=True)
class Standing:
    """Where an LEA stands by one determination.

    `level` is None where it cannot be determined; 3 means that the criteria of Level 3 are met,
    which CCEE then looks at. `groups` are those that meet two or more priorities, in the state's
    order of codes; `priorities` are those that these groups meet.
    """

    level: int | None
    year_of_assistance: int | None
    groups: tuple[str, ...]
    priorities: tuple[int, ...]

    @property
    def is_eligible(self) -> bool:
        return self.level is not None and self.level >= LEVEL_2

    @property
    def rank(self) -> tuple[int, int]:
        """Sorts what needs most first: Level 3 criteria, Year 1, Year 2, Level 1, undetermined."""
        return (-(self.level or 0), self.year_of_assistance or 0)


UNKNOWN_STANDING = Standing(level=None, year_of_assistance=None, groups=(), priorities=())


def standing_of(determination: Determined | None) -> Standing:
    """The standing by a determination; undetermined without one."""
    if determination is None or determination.status == CANNOT_BE_DETERMINED:
        return UNKNOWN_STANDING
    letters = {
        group: letter
        for group, letter in determination.letters.items()
        if letter in PRIORITIES_OF_LETTER
    }
    priorities = {number for letter in letters.values() for number in PRIORITIES_OF_LETTER[letter]}
    return Standing(
        level=level_of_support(determination.status, determination.level3 == "Y"),
        year_of_assistance=determination.da_year,
        groups=tuple(group for group in STUDENT_GROUPS if group in letters),
        priorities=tuple(sorted(priorities)),
    )


@dataclass(frozen=True)
class PlainReason:
    """Why a district gets help, for one student group, in everyday words.

    `color` is the worst performance level of what counted, None where the year had no colors.
    """

    group: str
    who: str
    areas: tuple[str, ...]
    color: int | None


def plain_reasons(determination: Determined, criteria: Criteria) -> list[PlainReason]:
    """The groups that make an LEA eligible with the areas in which their results are very low.

    The areas are the indicators behind the clauses met. Of a determination that rests on the
    state's published list only the groups are known: their areas stay empty.
    """
    found = determination.explanation.get("groups", {})
    return [
        _plain_reason(group, found.get(group, {"met": {}, "tests": {}}), criteria)
        for group in standing_of(determination).groups
    ]


def _plain_reason(group: str, found: Mapping[str, Any], criteria: Criteria) -> PlainReason:
    clauses = {clause for met in found["met"].values() for clause in met}
    counted = [
        criteria.tests_by_name[name]
        for priority in criteria.priorities
        for alternative in priority.alternatives
        if alternative.clause in clauses
        for name in sorted(alternative.all_of)
    ]
    areas = dict.fromkeys(INDICATORS[test.indicator].plain_words for test in counted)
    colors = [
        found["tests"][test.name][0]
        for test in counted
        if test.field == COLOR and test.name in found["tests"]
    ]
    who = PLAIN_LABELS[group]
    return PlainReason(
        group=group,
        who=who[0].upper() + who[1:],
        areas=tuple(areas),
        color=min(colors, default=None),
    )
