"""Level 3 watch: how near an LEA is to intensive intervention on the next Dashboard. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from county_office.student_groups import group_names
from county_office.words import number_word
from eligibility.criteria.model import Criteria
from eligibility.findings import FROM_PUBLISHED_LIST, Determination
from eligibility.rules import UNDETERMINED_LETTER, Truth


@dataclass(frozen=True, slots=True)
class Level3Watch:
    """How near the LEA is to Level 3 on the next Dashboard.

    `years` are the window's years, `met` holds by group whether it met two or more priorities in
    each of them. `secured` groups reach the years needed whatever comes next, `one_more` groups
    would with one more such year, `perhaps` those of which missing results leave either open.
    `few` are the LEA's student groups where it has fewer than are needed: then all must meet; None
    where indicator files do not tell. `meets_now` is whether Level 3 criteria are met already.
    """

    years: tuple[int, ...]
    met: Mapping[str, tuple[Truth, ...]]
    secured: tuple[str, ...]
    one_more: tuple[str, ...]
    perhaps: tuple[str, ...]
    few: tuple[str, ...] | None
    groups_needed: int
    meets_now: bool

    @property
    def one_more_year_would_do(self) -> bool:
        """Whether Level 3 criteria are met if the groups that need one more such year have it."""
        return self._enough({*self.secured, *self.one_more})

    @property
    def words(self) -> str:
        """What would have to happen on the next Dashboard."""
        if self._enough(set(self.secured)):
            return "Enough student groups have three such years: Level 3 criteria stay met."
        if self.one_more_year_would_do:
            return self._what_would_do()
        near = {*self.secured, *self.one_more, *self.perhaps}
        if self._enough(near) or (near and self.few is None):
            return (
                "Whether Level 3 criteria can be met on the next Dashboard is not known: not all "
                "results of these years are loaded."
            )
        return "Level 3 criteria cannot be met on the next Dashboard."

    def _enough(self, groups: set[str]) -> bool:
        return len(groups) >= self.groups_needed or bool(self.few and groups.issuperset(self.few))

    def _what_would_do(self) -> str:
        still = self.groups_needed - len(self.secured)
        who, several, why = group_names(self.one_more), len(self.one_more) > 1, ""
        if still > len(self.one_more):  # enough only for an LEA with few student groups
            few = [group for group in self.few or () if group not in self.secured]
            who, several = group_names(few), len(few) > 1
            why = ": it has fewer than three student groups"
        elif still < len(self.one_more):
            who = f"{number_word(still)} of {who}"
        return (
            f"If {who} {'each meet' if several else 'meets'} the criteria on the next Dashboard, "
            f"the LEA {'still meets' if self.meets_now else 'meets'} Level 3 criteria{why}."
        )


def level_3_watch(criteria: Criteria, determination: Determination) -> Level3Watch | None:
    """Level 3 watch from the window of the year; None where the year or kind has no such rule."""
    meets_now = determination.level_3 is not None and determination.level_3.meets is True
    return watch_from(
        criteria, determination.letters, determination.explanation, meets_now=meets_now
    )


def watch_from(
    criteria: Criteria,
    letters: Mapping[str, str],
    explanation: Mapping[str, Any],
    *,
    meets_now: bool = False,
) -> Level3Watch | None:
    """Level 3 watch from the year's letters and the earlier years that an explanation holds."""
    rule = criteria.level_3
    if rule is None or explanation["kind"] not in rule.law:
        return None
    by_year = {
        year: _met_by(letters)
        if year == criteria.year
        else _met_before(explanation["history"][str(year)])
        for year in rule.window
    }
    groups = sorted({group for met in by_year.values() for group in met})
    met = {
        group: tuple(by_year[year].get(group, False) for year in rule.window) for group in groups
    }
    # The next Dashboard pushes the oldest year out of the window.
    kept = {group: sum(truth is True for truth in years[1:]) for group, years in met.items()}
    possible = {
        group: sum(truth is not False for truth in years[1:]) for group, years in met.items()
    }
    short = rule.years_needed - 1
    return Level3Watch(
        years=rule.window,
        met=met,
        secured=tuple(group for group in groups if kept[group] >= rule.years_needed),
        one_more=tuple(group for group in groups if kept[group] == short),
        perhaps=tuple(group for group in groups if kept[group] < short <= possible[group]),
        few=_few_groups(explanation, rule.groups_needed),
        groups_needed=rule.groups_needed,
        meets_now=meets_now,
    )


def _few_groups(explanation: Mapping[str, Any], groups_needed: int) -> tuple[str, ...] | None:
    """The LEA's groups where they are fewer than needed, none where they are enough."""
    counted = explanation["counted_groups"]
    if len(counted) >= groups_needed:
        return ()
    known = explanation["origin"] != FROM_PUBLISHED_LIST and not explanation["missing"]
    return tuple(counted) if known else None


def _met_by(letters: Mapping[str, str]) -> dict[str, Truth]:
    return {
        group: None if letter == UNDETERMINED_LETTER else True for group, letter in letters.items()
    }


def _met_before(entry: Mapping[str, Any]) -> dict[str, Truth]:
    return {group: None if group in entry["open"] else True for group in entry["letters"]}
