"""What a criteria file says, as frozen values. Pure: no Django, no database, no clock.

Levels are the codes of the Dashboard files: 1 is always the worst, also for suspension and
chronic absenteeism, 5 the best, 0 none (CDE record layouts).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

LeaKind = Literal["district", "coe", "charter"]
LEA_KINDS: tuple[LeaKind, ...] = ("district", "coe", "charter")

COLOR = "color"
STATUS_LEVEL = "statuslevel"

FROM_THE_FILE = "words_of_the_file"
NOT_MET_IN_BOTH_YEARS = "not_met_in_both_years"
NOT_USED = "not_used"

MET_IN_EACH_YEAR = "met_in_each_year"
GROUPS_IN_THREE_OF_FOUR_YEARS = "groups_in_three_of_four_years"


@dataclass(frozen=True, slots=True)
class Source:
    """A published page or file that a rule rests on."""

    key: str
    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Test:
    """A condition on one cell: the indicator's color or status level is one of `levels`.

    A color is printed only where the n-size is met. A status level is printed from 11 students
    on, so a test on it applies the n-size itself (`applies_n_size`).
    """

    __test__ = False  # not a test case, whatever pytest thinks of the name

    name: str
    indicator: str
    field: str
    levels: frozenset[int]
    applies_n_size: bool
    bit: int


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to meet a priority: all of its tests are true, for one of the groups named."""

    clause: str
    priority: int
    all_of: frozenset[str]
    groups: frozenset[str]
    words: str
    source: str


@dataclass(frozen=True, slots=True)
class Priority:
    """An LCFF state priority that rests on state indicators; met by any of its alternatives."""

    number: int
    name: str
    rule: str
    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True, slots=True)
class NSize:
    """How many students a group needs to count, EC 52052(a)."""

    law: str
    usual: int
    district_rows: Mapping[str, int]

    def needed(self, group: str, rtype: str) -> int:
        """Students needed for `group` in a row of type D (district, COE) or S (school, charter)."""
        return self.district_rows.get(group, self.usual) if rtype == "D" else self.usual


@dataclass(frozen=True, slots=True)
class LocalIndicators:
    """Which local indicators count when not met for two or more years, and how that is known."""

    rule: str
    priorities: tuple[int, ...]
    county_office_priorities: tuple[int, ...]
    years: tuple[int, ...]
    words: str
    source: str | None

    def counted_for(self, kind: str) -> tuple[int, ...]:
        """Priorities whose local indicator counts for an LEA of this kind."""
        if kind == "coe":
            return self.priorities + self.county_office_priorities
        return self.priorities


@dataclass(frozen=True, slots=True)
class Method:
    """One of the state's four methods; `kinds` are the LEAs it applies to."""

    number: int
    words: str
    kinds: frozenset[str]
    source: str


@dataclass(frozen=True, slots=True)
class StatusWords:
    """The state's words for the assistance status, and which years of assistance it numbers.

    `year_2_after` is the Dashboard year whose eligible LEAs are in Year 2 when they do not meet
    the criteria again; None where assistance did not yet last two years.
    """

    eligible: str
    not_eligible: str
    numbers_year_1: bool
    year_2_after: int | None
    source: str


@dataclass(frozen=True, slots=True)
class Level3Rule:
    """Level 3: groups that each meet two or more priorities in enough years of the window."""

    window: tuple[int, ...]
    years_needed: int
    groups_needed: int
    law: Mapping[str, str]
    what_follows: str
    source: str


@dataclass(frozen=True, slots=True)
class RequiredGoal:
    """EC 52064(e)(5): the same group eligible in each of these Dashboard years."""

    years: tuple[int, ...]
    law: str
    source: str


@dataclass(frozen=True, slots=True)
class CharterRule:
    """When a charter school is eligible, EC 47607.3; `kind` names the rule in `rules.py`."""

    kind: str
    years: tuple[int, ...]
    groups_needed: int | None
    priorities_needed: int | None
    years_needed: int | None
    words: str
    source: str


@dataclass(frozen=True, slots=True)
class Check:
    """What of this file was checked, against what, with which result, by whom and when."""

    what: str
    against: str
    result: str
    by: str
    date: str


@dataclass(frozen=True, slots=True)
class Unverified:
    """Something that no source at hand settles: what it is about, and what is done until then."""

    about: str
    words: str


@dataclass(frozen=True, eq=False)
class Criteria:
    """The criteria of one Dashboard year; `criteria_hash` tells two versions of a file apart."""

    year: int
    title: str
    sources: Mapping[str, Source]
    law: Mapping[str, str]
    groups: tuple[str, ...]
    kinds_judged: frozenset[str]
    n_size: NSize
    files: Mapping[str, str]
    tests: tuple[Test, ...]
    priorities: tuple[Priority, ...]
    local_indicators: LocalIndicators
    methods: Mapping[int, Method]
    status: StatusWords
    level_3: Level3Rule | None
    required_goal: RequiredGoal | None
    charter: CharterRule | None
    checks: tuple[Check, ...]
    unverified: tuple[Unverified, ...]
    criteria_hash: str

    def judges(self, kind: str) -> bool:
        """Whether the state determined eligibility of this kind of LEA on this Dashboard."""
        return kind in self.kinds_judged

    @cached_property
    def tests_by_name(self) -> dict[str, Test]:
        """The year's tests by name."""
        return {test.name: test for test in self.tests}

    @cached_property
    def tests_by_indicator(self) -> dict[str, tuple[Test, ...]]:
        """The year's tests by indicator, in the order of the file."""
        return {
            indicator: tuple(test for test in self.tests if test.indicator == indicator)
            for indicator in self.files
        }

    @cached_property
    def alternatives_by_clause(self) -> dict[str, Alternative]:
        """Every alternative of every priority by its clause id."""
        return {
            alternative.clause: alternative
            for priority in self.priorities
            for alternative in priority.alternatives
        }

    def indicators_of(self, alternatives: Iterable[Alternative]) -> frozenset[str]:
        """Indicators that these alternatives read."""
        return frozenset(
            self.tests_by_name[name].indicator
            for alternative in alternatives
            for name in alternative.all_of
        )

    def tests_of(self, bits: int) -> frozenset[str]:
        """Names of the tests packed in `bits`: bit i is the i-th test of the file."""
        return frozenset(test.name for test in self.tests if bits >> test.bit & 1)

    def bits_of_indicators(self, indicators: frozenset[str]) -> int:
        """All tests of these indicators, packed."""
        return sum(1 << test.bit for test in self.tests if test.indicator in indicators)
