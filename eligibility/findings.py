"""The values that pass between the rules, the engine and the pages. Pure and frozen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from eligibility.rules import UNDETERMINED_LETTER, GroupFinding, Truth

FROM_FILES = "files"
FROM_PUBLISHED_LIST = "published_list"

# A test that is true, with what made it so: the level (1 worst to 5 best) and how many students.
Evidence = tuple[int, int | None]


@dataclass(frozen=True, slots=True)
class GroupTests:
    """The year's tests that are true for one group: packed (bit i is the i-th test of the
    criteria file), and by name with their evidence."""

    bits: int
    evidence: Mapping[str, Evidence]


@dataclass(frozen=True, slots=True)
class PublishedAnswer:
    """What the state's published list says of an LEA: letters by group, methods 2 to 4 by number.

    Its status and Level 3 columns are never read. Of an LEA that a loaded list does not hold, it
    says nothing.
    """

    letters: Mapping[str, str]
    methods: Mapping[int, Truth]


@dataclass(frozen=True, slots=True)
class YearFacts:
    """What is known of one LEA on one Dashboard.

    `groups` may leave out groups without a true test. `missing` are the indicators of the year
    whose file is not live for the LEA's county. `counted_groups` are the groups with a result that
    counts. `local` says by priority whether a local indicator is not met for two or more years.
    """

    kind: str
    groups: Mapping[str, GroupTests]
    missing: frozenset[str]
    counted_groups: frozenset[str]
    local: Mapping[int, Truth]
    published: PublishedAnswer | None = None


@dataclass(frozen=True, slots=True)
class YearFinding:
    """What the facts of one Dashboard come to, before earlier years are looked at.

    `letters` leaves out groups with fewer than two priorities; `two_or_more` are those that meet
    two (True) or may meet them (None). `meets` is whether the LEA meets the criteria of districts
    on this Dashboard by any method.
    """

    facts: YearFacts
    origin: str
    groups: Mapping[str, GroupFinding]
    letters: Mapping[str, str]
    two_or_more: Mapping[str, Truth]
    methods: Mapping[int, Truth]
    published_methods: frozenset[int]
    meets: Truth

    def groups_meeting(self, needed: int) -> dict[str, Truth]:
        """Groups that meet (True) or may meet (None) that many state priorities."""
        found = {group: finding.meets_at_least(needed) for group, finding in self.groups.items()}
        return {group: truth for group, truth in found.items() if truth is not False}


@dataclass(frozen=True, slots=True)
class PastYear:
    """What a later year reads of an earlier one; `one_or_more` only for charter schools."""

    origin: str
    letters: Mapping[str, str]
    two_or_more: Mapping[str, Truth]
    one_or_more: Mapping[str, Truth]
    meets: Truth
    eligible: Truth


@dataclass(frozen=True, slots=True)
class Level3:
    """Whether the LEA meets Level 3 criteria; see `rules.RepeatedGroups`. CCEE or, before July
    2023, the state decides what follows from it."""

    meets: Truth
    years_met: Mapping[str, tuple[int, int]]
    by_clause: bool
    clause_checked: bool


@dataclass(frozen=True, slots=True)
class Determination:
    """The answer for one LEA and Dashboard year, with its reasons.

    `methods` has True, False or None (undetermined) for each method used for this kind of LEA that
    year. `letters` leaves out groups with fewer than two priorities. `level_3` is None where the
    year or the kind of LEA has no such rule. `explanation` is plain data, see `explanation.py`.
    """

    year: int
    kind: str
    origin: str
    eligible: Truth
    status: str
    da_year: int | None
    methods: Mapping[int, Truth]
    letters: Mapping[str, str]
    level_3: Level3 | None
    goal_groups: Mapping[str, Truth]
    explanation: Mapping[str, Any] = field(repr=False)

    @property
    def total_student_groups(self) -> int | None:
        """Groups that meet two or more state priorities; None where a missing file leaves it
        open."""
        if UNDETERMINED_LETTER in self.letters.values():
            return None
        return len(self.letters)
