"""The way out: the smallest sets of cells that would have to change for an LEA to stop meeting the
criteria. Pure; computed when read.

Nothing of the law is said here again: cells are raised level by level, and the engine is asked each
time. It is an estimate, because the next Dashboard may have other groups and other criteria. By how
much a cell misses the end of its lowest status is in `cut_points`, where a limit is known.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, combinations, product

from county_office.indicators import INDICATORS
from county_office.student_groups import GROUP_LABELS
from county_office.words import listed
from eligibility.criteria.model import COLOR, MET_IN_EACH_YEAR, Criteria
from eligibility.cut_points import basis_words
from eligibility.engine import judge_year, pack_cells
from eligibility.explain_cells import level_read, level_word, with_level
from eligibility.explanation import facts_from
from eligibility.findings import FROM_FILES, Determination, GroupTests, YearFacts
from eligibility.rules import Cell

BEST_LEVEL = 5
TWO_YEARS = "Assistance lasts at least two years in any case."


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that has to rise from its level `now` to `least` or better; `words` say so."""

    indicator: str
    now: int
    least: int
    words: str


@dataclass(frozen=True, slots=True)
class WayOut:
    """Cells of one group that have to change together, and the priorities that end by it."""

    changes: tuple[Change, ...]
    priorities: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class GroupExit:
    """The smallest ways out for one student group: any one of them is enough."""

    group: str
    ways: tuple[WayOut, ...]

    @property
    def name(self) -> str:
        """The group's label."""
        return GROUP_LABELS[self.group]

    @property
    def sentences(self) -> tuple[str, ...]:
        """Each way in a sentence; the later ones begin with "Or"."""
        ways = [f"{_together(way.changes)} ends {_named(way.priorities)}." for way in self.ways]
        return tuple(
            f"Or: {way}" if position else way[0].upper() + way[1:]
            for position, way in enumerate(ways)
        )


@dataclass(frozen=True, slots=True)
class ExitPath:
    """What would end eligibility: every group by one of its ways, and the local indicators
    `local` by being met. `besides` are the methods that no cell ends; `is_certain` is False where
    a missing file may hold more."""

    year: int
    groups: tuple[GroupExit, ...]
    local: tuple[int, ...]
    besides: tuple[str, ...]
    is_certain: bool
    lasts_two_years: bool

    @property
    def closing(self) -> str:
        """What is said below the ways."""
        parts = [basis_words(self.year)] if self.groups else []
        if not self.is_certain:
            parts.append("Files that are not loaded may hold more that counts.")
        if self.lasts_two_years:
            parts.append(TWO_YEARS)
        return " ".join(parts)

    @property
    def local_sentence(self) -> str:
        """The local indicators that have to be met; empty where there are none."""
        if not self.local:
            return ""
        one = len(self.local) == 1
        named = listed([str(priority) for priority in self.local])
        return (
            f"The local indicator{'' if one else 's'} of "
            f"{'Priority' if one else 'Priorities'} {named} would have to be met."
        )


def exit_path(criteria: Criteria, determination: Determination) -> ExitPath | None:
    """The way out of a determination; None where the LEA is not eligible on this Dashboard, where
    only a published list tells of it, and for a charter school judged by several years' groups."""
    charter = determination.kind == "charter"
    by_years = charter and (criteria.charter is None or criteria.charter.kind != MET_IN_EACH_YEAR)
    if determination.eligible is not True or determination.origin != FROM_FILES or by_years:
        return None
    facts = facts_from(determination.explanation, criteria)
    by_cells = replace(facts, published=None)
    local, groups = _fewest_cells(criteria, by_cells)
    without = replace(
        facts, groups={}, local={p: truth and p not in local for p, truth in facts.local.items()}
    )
    left = judge_year(criteria, without)
    return ExitPath(
        year=criteria.year,
        groups=groups,
        local=local,
        besides=tuple(
            f"Method {number} is met besides, which no cell ends: {criteria.methods[number].words}."
            for number, truth in left.methods.items()
            if truth
        ),
        is_certain=not facts.missing and None not in facts.local.values(),
        lasts_two_years=criteria.status.numbers_year_1,
    )


def _fewest_cells(
    criteria: Criteria, facts: YearFacts
) -> tuple[tuple[int, ...], tuple[GroupExit, ...]]:
    """The local indicators and the groups' ways which together are the fewest cells; of equally
    many, those with fewer local indicators, which the LEA rates by itself."""
    not_met = [priority for priority, truth in facts.local.items() if truth]
    best: tuple[int, tuple[int, ...], tuple[GroupExit, ...]] | None = None
    for ended in _subsets(not_met):
        local = {p: truth and p not in ended for p, truth in facts.local.items()}
        if _meets(criteria, replace(facts, groups={}, local=local)):
            continue
        groups = tuple(
            GroupExit(group, ways)
            for group in criteria.groups
            if group in facts.groups
            and (ways := _ways_of(criteria, replace(facts, local=local), group))
        )
        cells = len(ended) + sum(len(group.ways[0].changes) for group in groups)
        if best is None or cells < best[0]:
            best = cells, ended, groups
    return (best[1], best[2]) if best else ((), ())


def _subsets(items: Iterable[int]) -> Iterator[tuple[int, ...]]:
    found = list(items)
    return chain.from_iterable(combinations(found, size) for size in range(len(found) + 1))


def _ways_of(criteria: Criteria, facts: YearFacts, group: str) -> tuple[WayOut, ...]:
    """The smallest ways in which this group alone stops making the LEA eligible; none needed where
    it does not."""
    cells = _cells_of(criteria, facts, group)
    if not _meets(criteria, _with_cells(criteria, facts, group, cells)):
        return ()
    for size in range(1, len(cells) + 1):
        ways = [
            way
            for chosen in combinations(sorted(cells, key=list(INDICATORS).index), size)
            if (way := _least_rise(criteria, facts, group, cells, chosen))
        ]
        if ways:
            return tuple(ways)
    return ()


def _cells_of(criteria: Criteria, facts: YearFacts, group: str) -> dict[str, Cell]:
    """The group's cells that make a test true, by indicator; no other takes part in a rule."""
    cells = {}
    for name, (level, students) in facts.groups[group].evidence.items():
        test = criteria.tests_by_name[name]
        color, status = (level, None) if test.field == COLOR else (None, level)
        rtype = "S" if facts.kind == "charter" else "D"
        cells[test.indicator] = Cell(test.indicator, group, rtype, color, status, students)
    return cells


def _least_rise(
    criteria: Criteria,
    facts: YearFacts,
    group: str,
    cells: Mapping[str, Cell],
    chosen: tuple[str, ...],
) -> WayOut | None:
    """The smallest rise of all the chosen cells that is a way out; None where there is none."""
    levels = [
        range(level_read(criteria, cells[indicator]) + 1, BEST_LEVEL + 1) for indicator in chosen
    ]
    before = _priorities(criteria, facts, group, cells)
    for least in sorted(product(*levels), key=sum):
        raised = {
            **cells,
            **{
                name: with_level(criteria, cells[name], level)
                for name, level in zip(chosen, least, strict=True)
            },
        }
        if not _meets(criteria, _with_cells(criteria, facts, group, raised)):
            ended = before - _priorities(criteria, facts, group, raised)
            changes = tuple(
                _change(criteria, cells[name], level)
                for name, level in zip(chosen, least, strict=True)
            )
            return WayOut(changes, tuple(sorted(ended)))
    return None


def _with_cells(
    criteria: Criteria, facts: YearFacts, group: str, cells: Mapping[str, Cell]
) -> YearFacts:
    """The LEA as if it had this group alone, with these cells."""
    groups: Mapping[str, GroupTests] = pack_cells(criteria, cells.values())[0]
    return replace(facts, groups=groups)


def _meets(criteria: Criteria, facts: YearFacts) -> bool:
    return judge_year(criteria, facts).meets is True


def _priorities(
    criteria: Criteria, facts: YearFacts, group: str, cells: Mapping[str, Cell]
) -> set[int]:
    found = judge_year(criteria, _with_cells(criteria, facts, group, cells)).groups.get(group)
    return set(found.met) if found else set()


# Words --------------------------------------------------------------------------------------------


def _change(criteria: Criteria, cell: Cell, least: int) -> Change:
    now, where = level_read(criteria, cell), INDICATORS[cell.indicator].name_in_sentence
    level = level_word(criteria, cell.indicator, now)
    if least == now + 1:
        return Change(cell.indicator, now, least, f"leaving {level} in {where}")
    target = level_word(criteria, cell.indicator, least)
    return Change(
        cell.indicator, now, least, f"rising from {level} to {target} or better in {where}"
    )


def _together(changes: tuple[Change, ...]) -> str:
    return listed([change.words for change in changes])


def _named(priorities: tuple[int, ...]) -> str:
    named = listed([str(priority) for priority in priorities])
    return f"Priority {named}" if len(priorities) == 1 else f"Priorities {named}"
