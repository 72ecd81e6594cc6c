"""A Dashboard of an LEA as a specialist would note it: "EL+SWD C, CCI not loaded, local 1 met".

Items stand apart by commas. Where nothing is said, every file is loaded, no student group has a
result, every local indicator is met and no published list is loaded.

    EL+SWD C                    these groups meet the priorities of the state's letter C
    WH 6                        the group meets this one priority
    HI counts                   the group has a result that counts and meets nothing
    WH: GRAD very low 29        one cell of the group; "ALL" are all students
    CCI not loaded              the file is missing; "nothing loaded": all of them are
    local 1 2 not met           ratings, also with "in 2017": "not met two years", "not met",
                                "met", "NA"; "no row": the LEA is not in the file; "not loaded"
    list EL B                   the state's list has this letter; "list": it has none
    list method 2 Y             the state's list answers a method
    CALPADS late                certified "late" or "on time", which only the list tells: method 4
"""

import re

from county_office.student_groups import STUDENT_GROUPS
from eligibility.criteria.model import COLOR, Criteria, Test
from eligibility.engine import pack_cells
from eligibility.findings import PublishedAnswer, YearFacts
from eligibility.rules import (
    NOT_MET,
    NOT_MET_TWO_YEARS,
    PRIORITIES_OF_LETTER,
    Cell,
    Truth,
    local_indicators_not_met,
)
from tests.eligibility.notation import read_cells

RATINGS = {"not met two years": NOT_MET_TWO_YEARS, "not met": NOT_MET, "met": "met", "NA": "na"}
STUDENTS = 30
ALL_LOCAL = frozenset(range(1, 11))


def read_dashboard(criteria: Criteria, kind: str, words: str) -> YearFacts:
    """The facts of an LEA on one Dashboard."""
    items = [item.strip() for item in words.split(",") if item.strip() not in ("", "-")]
    rtype = "S" if kind == "charter" else "D"
    cells: list[Cell] = []
    missing: set[str] = set()
    local: list[str] = []
    published: list[str] = []
    for item in items:
        first, _, rest = item.partition(" ")
        if item == "nothing loaded":
            missing |= set(criteria.files)
            local.append(f"{' '.join(map(str, sorted(ALL_LOCAL)))} not loaded")
        elif first == "local":
            local.append(rest)
        elif first in ("list", "CALPADS"):
            published.append(item)
        elif rest == "not loaded":
            assert first in criteria.files, f"the year does not read the file of {item!r}"
            missing.add(first)
        else:
            cells += _cells(criteria, item, rtype)
    loaded = [cell for cell in cells if cell.indicator not in missing]
    groups, counted = pack_cells(criteria, loaded)
    return YearFacts(
        kind=kind,
        groups=groups,
        missing=frozenset(missing),
        counted_groups=counted,
        local=_local(criteria, kind, local),
        published=_published(published),
    )


def _cells(criteria: Criteria, item: str, rtype: str) -> list[Cell]:
    names, _, rest = item.partition(" ")
    groups = names.rstrip(":").split("+")
    assert set(groups) <= {*STUDENT_GROUPS, "ALL"}, f"unknown group in {item!r}"
    if names.endswith(":"):
        return [cell for group in groups for cell in read_cells(group, rest, rtype)[0]]
    if rest == "counts":
        return [
            Cell("SUSP", group, rtype, color=5, statuslevel=5, currdenom=STUDENTS)
            for group in groups
        ]
    priorities = PRIORITIES_OF_LETTER.get(rest) or {int(rest)}
    return [
        _lowest(test, group, rtype)
        for group in groups
        for test in _tests_that_meet(criteria, group, priorities)
    ]


def _tests_that_meet(criteria: Criteria, group: str, priorities: set[int] | frozenset[int]):
    """The tests of the first way in which the group can meet each of the priorities."""
    for priority in criteria.priorities:
        if priority.number in priorities:
            way = next(found for found in priority.alternatives if group in found.groups)
            yield from (criteria.tests_by_name[name] for name in sorted(way.all_of))
    assert priorities <= {priority.number for priority in criteria.priorities}


def _lowest(test: Test, group: str, rtype: str) -> Cell:
    level = min(test.levels)
    color, status = (level, None) if test.field == COLOR else (None, level)
    return Cell(test.indicator, group, rtype, color, status, STUDENTS)


def _local(criteria: Criteria, kind: str, items: list[str]) -> dict[int, Truth]:
    rule = criteria.local_indicators
    years = rule.years or (criteria.year,)
    ratings = {year: dict.fromkeys(ALL_LOCAL, "met") for year in years}
    live = dict.fromkeys(years, ALL_LOCAL)
    for item in items:
        found = re.fullmatch(r"([\d ]+) ([a-zA-Z ]+?)(?: in (\d{4}))?", item)
        assert found, f"not understood: local {item!r}"
        for year in [int(found[3])] if found[3] else years:
            for priority in map(int, found[1].split()):
                if found[2] == "not loaded":
                    live[year] -= {priority}
                elif found[2] == "no row":
                    del ratings[year][priority]
                else:
                    ratings[year][priority] = RATINGS[found[2]]
    return local_indicators_not_met(rule, kind, ratings, live)


def _published(items: list[str]) -> PublishedAnswer | None:
    if not items:
        return None
    letters: dict[str, str] = {}
    methods: dict[int, Truth] = {}
    for item in items:
        words = item.split()
        if words[0] == "CALPADS":
            methods[4] = {"CALPADS late": True, "CALPADS on time": False}[item]
        elif words[1:2] == ["method"]:
            methods[int(words[2])] = {"Y": True, "N": False}[words[3]]
        elif len(words) > 1:
            letters |= dict.fromkeys(words[1].split("+"), words[2])
    return PublishedAnswer(letters, methods)
