"""Reads what is live beside the cells: LEAs' own ratings of local indicators, and the state's
published lists. One row comes back for each LEA."""

from __future__ import annotations

import json
from collections.abc import Collection
from functools import cache

from dashboard_import.selectors.live_tables import Batches, live_tables, read_by_lea
from dashboard_import.tables import PERFORMANCES, literal
from eligibility.findings import PublishedAnswer
from eligibility.rules import NOT_MET, NOT_MET_TWO_YEARS

PUBLISHED = "PUBLISHED"
LOCAL = "LOCAL"  # the code of a file for all priorities; LOCAL_P1 and so on of one priority each
# As the files write it; a rating of anything else does not count, as none given does not.
NOT_MET_IN_WORDS = {
    words: code for words, code in PERFORMANCES.items() if code in (NOT_MET, NOT_MET_TWO_YEARS)
}


def read_ratings(
    batches: Batches, cds_prefixes: Collection[str] | None
) -> dict[str, dict[int, str]]:
    """By CDS code of every rated LEA, the local indicators that it rated as not met, by priority.
    Where a priority has a file of its own, that has the last word, and not the summary."""
    told_apart = _told_apart(batches)
    rows = read_by_lea(
        live_tables(batches, "local_indicator_result", cds_prefixes),
        {
            "string_agg({}, ';')": lambda table: (
                "string_agg(priority || ':' || lower(performance), ';')"
                " FILTER (WHERE lower(performance) = ANY(%(not_met)s)"
                f"{told_apart if table.indicator == LOCAL else ''})"
            )
        },
        cds_prefixes,
        parameters={"not_met": list(NOT_MET_IN_WORDS)},
    )
    return {cds: _not_met(words) if words else {} for cds, words in rows}


def _told_apart(batches: Batches) -> str:
    """SQL that leaves out rows of the summary whose priority has a live file of its own."""
    conditions = []
    for code, counties in batches.items():
        if code.startswith(f"{LOCAL}_P"):
            own = ", ".join(literal(county) for county in sorted(counties))
            priority = int(code.rpartition("_P")[2])
            conditions.append(f" AND NOT (priority = {priority} AND left(cds, 2) IN ({own}))")
    return "".join(conditions)


def _not_met(words: str) -> dict[int, str]:
    pairs = [rating.split(":") for rating in words.split(";")]
    return {int(priority): NOT_MET_IN_WORDS[performance] for priority, performance in pairs}


def read_published(
    batches: Batches, cds_prefixes: Collection[str] | None
) -> dict[str, PublishedAnswer]:
    """By CDS code what the state's list of districts and county offices says."""
    lists = {PUBLISHED: batches.get(PUBLISHED, {})}
    rows = read_by_lea(
        live_tables(lists, "published_status", cds_prefixes),
        {
            "max({})": lambda table: "max(letters::text)",
            "min({})": lambda table: "max(methods::text)",
        },
        cds_prefixes,
    )
    answer = cache(_answer)  # most LEAs meet nothing
    return {cds: answer(letters, methods) for cds, letters, methods in rows}


def _answer(letters: str, methods: str) -> PublishedAnswer:
    return PublishedAnswer(
        json.loads(letters),
        {int(number): words == "Y" for number, words in json.loads(methods).items()},
    )
