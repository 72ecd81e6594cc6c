"""What a determination makes of an LEA on the pages of cases: level, groups, priorities. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from county_office.indicators import INDICATORS, LEVEL_COLORS, status_word
from county_office.student_groups import PLAIN_LABELS, STUDENT_GROUPS
from eligibility.criteria import Criteria
from eligibility.criteria.model import COLOR, Alternative, Test
from eligibility.rules import (
    CANNOT_BE_DETERMINED,
    PRIORITIES_OF_LETTER,
    level_of_support,
)

LEVEL_2 = 2
ALL_RED = "“Red” on the Dashboard"


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
    counted = [
        criteria.tests_by_name[name]
        for alternative in _alternatives_met(found, criteria)
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


def _alternatives_met(found: Mapping[str, Any], criteria: Criteria) -> list[Alternative]:
    clauses = {clause for met in found["met"].values() for clause in met}
    return [
        alternative
        for priority in criteria.priorities
        for alternative in priority.alternatives
        if alternative.clause in clauses
    ]


def very_low_words(determination: Determined, criteria: Criteria) -> str:
    """What "very low" means on this LEA's page, made of the clauses that its groups met: red, or
    what else counted. Empty where only the groups are known.

    >>> very_low_words(determination, criteria)
    'Very low: “Red” on the Dashboard, or “Orange” in progress in English for long-term English
    learners.'
    """
    phrases: dict[str, None] = {}
    for group in standing_of(determination).groups:
        found = determination.explanation.get("groups", {}).get(group)
        for alternative in _alternatives_met(found, criteria) if found else ():
            tests = [criteria.tests_by_name[name] for name in sorted(alternative.all_of)]
            levels = [found["tests"][test.name][0] for test in tests if test.name in found["tests"]]
            if len(levels) == len(tests):
                phrases.setdefault(_very_low_phrase(group, alternative, tests, levels))
    first = [phrase for phrase in phrases if phrase == ALL_RED]
    others = [phrase for phrase in phrases if phrase != ALL_RED]
    return f"Very low: {', or '.join([*first, *others])}." if phrases else ""


def _very_low_phrase(
    group: str, alternative: Alternative, tests: Sequence[Test], levels: Sequence[int]
) -> str:
    if all(test.field == COLOR and level == 1 for test, level in zip(tests, levels, strict=True)):
        return ALL_RED
    words = [
        f"“{LEVEL_COLORS[level] if test.field == COLOR else status_word(test.indicator, level)}” "
        f"in {INDICATORS[test.indicator].plain_words}"
        for test, level in sorted(zip(tests, levels, strict=True), key=lambda pair: pair[1])
    ]
    alone = f" for {PLAIN_LABELS[group]}" if alternative.groups == {group} else ""
    return " and ".join(words) + alone
