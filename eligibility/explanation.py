"""A determination's reasons as plain data: what is stored beside it and read again by itself.

    year, kind, origin      origin is "files" or "published_list"
    criteria                hash of each year's criteria that was used, by year
    missing                 indicators of the year whose file was not live
    groups                  by group: `tests` {name: [level, students]} that are true, `met`
                            {priority: [clause ids]}; levels 1 (worst) to 5, clause ids as in
                            eligibility/criteria/<year>.yaml
    counted_groups          groups with a result that counts, three where there are more
    local                   by priority: true = not met for two or more years, null = file missing
    published               what was taken from the state's list: `letters` (null where the files
                            answer), `methods`; null without a list
    history                 by earlier year: origin, letters, `open` groups, meets, eligible, and
                            for charter schools `one_or_more`

Evaluated again by `explain.decide_from_explanation` it gives the determination.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from eligibility.criteria.model import Criteria
from eligibility.findings import (
    FROM_PUBLISHED_LIST,
    GroupTests,
    PastYear,
    PublishedAnswer,
    YearFacts,
    YearFinding,
)
from eligibility.rules import Truth

# Only whether there are fewer than three matters, and which they are then (EC 52072).
COUNTED_GROUPS_KEPT = 3


def explanation_of(
    criteria: Criteria,
    finding: YearFinding,
    history: Mapping[int, PastYear],
    catalogue: Mapping[int, Criteria],
) -> dict[str, Any]:
    """The reasons of a determination as JSON-ready data."""
    facts = finding.facts
    earlier = years_read(criteria, facts.kind)
    # A list tells letters and not what stands behind them.
    findings = {} if finding.origin == FROM_PUBLISHED_LIST else finding.groups
    return {
        "year": criteria.year,
        "kind": facts.kind,
        "origin": finding.origin,
        "criteria": _hashes((*[catalogue[year] for year in earlier], criteria)),
        "missing": sorted(facts.missing),
        "groups": {
            group: {
                "tests": tests.evidence,
                "met": findings[group].clauses if group in findings else {},
            }
            for group, tests in facts.groups.items()
        },
        "counted_groups": _kept(facts.counted_groups),
        "local": {
            str(priority): truth for priority, truth in facts.local.items() if truth is not False
        },
        "published": _published(finding),
        "history": {str(year): _history_entry(history[year]) for year in earlier},
    }


@cache
def _hashes(used: tuple[Criteria, ...]) -> dict[str, str]:
    return {str(criteria.year): criteria.criteria_hash for criteria in used}


@cache
def years_read(criteria: Criteria, kind: str) -> tuple[int, ...]:
    """Earlier Dashboard years that a determination of this kind of LEA reads, ascending."""
    years: set[int] = set()
    if kind == "charter":
        years.update(criteria.charter.years if criteria.charter else ())
    else:
        years.update(criteria.level_3.window if criteria.level_3 else ())
        years.update(criteria.required_goal.years if criteria.required_goal else ())
    if criteria.status.year_2_after is not None:
        years.add(criteria.status.year_2_after)
    return tuple(sorted(years - {criteria.year}))


@cache
def _kept(counted_groups: frozenset[str]) -> list[str]:
    return sorted(counted_groups)[:COUNTED_GROUPS_KEPT]


def _published(finding: YearFinding) -> dict[str, Any] | None:
    answer = finding.facts.published
    if answer is None or not (finding.origin == FROM_PUBLISHED_LIST or finding.published_methods):
        return None
    return {
        "letters": dict(answer.letters) if finding.origin == FROM_PUBLISHED_LIST else None,
        "methods": {str(number): finding.methods[number] for number in finding.published_methods},
    }


def _history_entry(past: PastYear) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "origin": past.origin,
        "letters": dict(past.letters),
        "open": _open(past.two_or_more),
        "meets": past.meets,
        "eligible": past.eligible,
    }
    if past.one_or_more:
        entry["one_or_more"] = dict(past.one_or_more)
    return entry


def _open(groups: Mapping[str, Truth]) -> list[str]:
    return [group for group, truth in groups.items() if truth is None]


def facts_from(explanation: Mapping[str, Any], criteria: Criteria) -> YearFacts:
    """The facts that an explanation holds. Raises KeyError for a test that the year lacks."""
    groups = {
        group: GroupTests(
            bits=sum(1 << criteria.tests_by_name[name].bit for name in found["tests"]),
            evidence={
                name: (level, students) for name, (level, students) in found["tests"].items()
            },
        )
        for group, found in explanation["groups"].items()
    }
    published = explanation["published"]
    return YearFacts(
        kind=explanation["kind"],
        groups=groups,
        missing=frozenset(explanation["missing"]),
        counted_groups=frozenset(explanation["counted_groups"]),
        local={int(priority): truth for priority, truth in explanation["local"].items()},
        published=PublishedAnswer(
            letters=published["letters"] or {},
            methods={int(number): truth for number, truth in published["methods"].items()},
        )
        if published
        else None,
    )


def history_from(explanation: Mapping[str, Any]) -> dict[int, PastYear]:
    """The earlier years that an explanation holds, by year."""
    return {
        int(year): PastYear(
            origin=entry["origin"],
            letters=entry["letters"],
            two_or_more={
                group: None if group in entry["open"] else True for group in entry["letters"]
            },
            one_or_more=entry.get("one_or_more", {}),
            meets=entry["meets"],
            eligible=entry["eligible"],
        )
        for year, entry in explanation["history"].items()
    }
