"""What a list of LEAs shows of a stored determination beside its level: which groups meet which
priorities by which indicators, near misses and Level 3 watch. Pure; read from the reasons stored
with the determination, so that a whole county needs no more than one query."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from county_office.indicators import INDICATORS
from county_office.student_groups import STUDENT_GROUPS
from eligibility.criteria.model import Criteria
from eligibility.grid import indicators_that_count
from eligibility.level_3_watch import Level3Watch, watch_from
from eligibility.rules import PRIORITIES_OF_LETTER

MEETS_TWO = 2
YEAR_2 = 2
YES = "Y"


class Stored(Protocol):
    """What is read of a determination."""

    letters: Mapping[str, str]
    eligible: str | None
    level3: str | None
    da_year: int | None
    explanation: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class GroupStanding:
    """A student group that meets at least one priority. `indicators` are those whose cell is part
    of a clause met; none are known of letters from the published list."""

    group: str
    priorities: tuple[int, ...]
    indicators: tuple[str, ...]

    @property
    def meets_two(self) -> bool:
        return len(self.priorities) >= MEETS_TWO


@dataclass(frozen=True, slots=True)
class Outlook:
    """`groups` that meet a priority, in the state's order; `near` are the near misses of an LEA
    that is not eligible: groups one priority short. `watch` is Level 3 watch, None where there is
    no such rule or Level 3 criteria are met already. `met_before` are, for a Year 2, the groups
    that met on the Dashboard before."""

    groups: tuple[GroupStanding, ...] = ()
    near: tuple[GroupStanding, ...] = ()
    watch: Level3Watch | None = None
    met_before: tuple[str, ...] = ()

    @property
    def meeting(self) -> tuple[GroupStanding, ...]:
        """Groups that meet two or more priorities."""
        return tuple(group for group in self.groups if group.meets_two)

    @property
    def is_on_watch(self) -> bool:
        """Whether one more such Dashboard would bring the LEA to Level 3."""
        return self.watch is not None and self.watch.one_more_year_would_do


NOTHING_KNOWN = Outlook()


def outlook_of(criteria: Criteria, determination: Stored) -> Outlook:
    """The outlook by the criteria that the determination was made with."""
    explanation = determination.explanation
    groups = tuple(
        standing
        for group in STUDENT_GROUPS
        if (standing := _standing(criteria, determination, group)).priorities
    )
    before = explanation["history"].get(str(criteria.status.year_2_after))
    return Outlook(
        groups=groups,
        near=() if determination.eligible == YES else tuple(g for g in groups if not g.meets_two),
        watch=None
        if determination.level3 == YES
        else watch_from(criteria, determination.letters, explanation),
        met_before=tuple(group for group in STUDENT_GROUPS if group in before["letters"])
        if before and determination.da_year == YEAR_2
        else (),
    )


def _standing(criteria: Criteria, determination: Stored, group: str) -> GroupStanding:
    letter = determination.letters.get(group, "")
    found = determination.explanation["groups"].get(group, {"met": {}})
    priorities = PRIORITIES_OF_LETTER.get(letter) or {int(number) for number in found["met"]}
    read = indicators_that_count(criteria, determination.explanation, group)
    return GroupStanding(
        group,
        tuple(sorted(priorities)),
        tuple(indicator for indicator in INDICATORS if indicator in read),
    )
