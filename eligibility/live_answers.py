"""Reads what is live beside the cells: LEAs' own ratings of local indicators, and the state's
published lists. One row comes back for each LEA."""

from __future__ import annotations

import json
from collections.abc import Collection
from functools import cache

from dashboard_import.selectors.live_tables import Batches, live_tables, read_by_lea
from dashboard_import.tables import PERFORMANCES
from eligibility.findings import PublishedAnswer
from eligibility.rules import NOT_MET, NOT_MET_TWO_YEARS

PUBLISHED = "PUBLISHED"
# As the files write it; a rating of anything else does not count, as none given does not.
NOT_MET_IN_WORDS = {
    words: code for words, code in PERFORMANCES.items() if code in (NOT_MET, NOT_MET_TWO_YEARS)
}


def read_ratings(
    batches: Batches, cds_prefixes: Collection[str] | None
) -> dict[str, dict[int, str]]:
    """By CDS code of every rated LEA, the local indicators that it rated as not met, by
    priority."""
    rows = read_by_lea(
        live_tables(batches, "local_indicator_result", cds_prefixes),
        {
            "string_agg({}, ';')": lambda table: (
                "string_agg(priority || ':' || lower(performance), ';')"
                " FILTER (WHERE lower(performance) = ANY(%(not_met)s))"
            )
        },
        cds_prefixes,
        parameters={"not_met": list(NOT_MET_IN_WORDS)},
    )
    return {cds: _not_met(words) if words else {} for cds, words in rows}


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
