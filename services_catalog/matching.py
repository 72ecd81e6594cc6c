"""What a search means and why a service answers it. Pure: words in, tags and reasons out.

The database does the finding by full text (`selectors.find_services`); here is what it cannot know:
which tags everyday words stand for, and what to tell the reader about each hit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from county_office.indicators import INDICATORS, PRIORITY_NAMES
from county_office.student_groups import GROUP_LABELS
from services_catalog.catalog import TagWords

# Shorter beginnings would mean too much: of a word in a text, and of an everyday word for a tag.
SHORTEST_BEGINNING = 3
SHORTEST_FOR_A_TAG = 4

Code = TypeVar("Code", str, int)


@dataclass(frozen=True)
class Tags:
    """Codes of indicators, student groups and priorities, in the order of `county_office`."""

    indicators: tuple[str, ...] = ()
    student_groups: tuple[str, ...] = ()
    priorities: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.indicators or self.student_groups or self.priorities)

    @property
    def labels(self) -> list[str]:
        """The tags in words, the most telling first."""
        return [
            *(INDICATORS[code].name for code in self.indicators),
            *(GROUP_LABELS[code] for code in self.student_groups),
            *(f"Priority {number}: {PRIORITY_NAMES[number]}" for number in self.priorities),
        ]


def words_of(query: str) -> list[str]:
    """The words of a search, in lower case, each once."""
    return list(dict.fromkeys(re.findall(r"\w+", query.lower())))


def _means(query: str, word: str) -> bool:
    """Whether a search holds the word, or its beginning, or a longer form ("absences")."""
    if " " in word or "-" in word:
        return word in query
    return any(
        typed == word
        or (len(typed) >= SHORTEST_FOR_A_TAG and word.startswith(typed))
        or (len(word) >= SHORTEST_FOR_A_TAG and typed.startswith(word))
        for typed in words_of(query)
    )


def _codes_meant(query: str, words: Mapping[Code, Sequence[str]]) -> tuple[Code, ...]:
    return tuple(code for code, listed in words.items() if any(_means(query, w) for w in listed))


def tags_meant(query: str, words: TagWords) -> Tags:
    """The tags that a search's everyday words stand for: "absences" means CHRO."""
    query = " ".join(query.lower().split())
    return Tags(
        _codes_meant(query, words.indicators),
        _codes_meant(query, words.student_groups),
        _codes_meant(query, words.priorities),
    )


def shared_tags(wanted: Tags, offered: Tags) -> Tags:
    """The tags that both have."""
    return Tags(
        tuple(code for code in wanted.indicators if code in offered.indicators),
        tuple(code for code in wanted.student_groups if code in offered.student_groups),
        tuple(code for code in wanted.priorities if code in offered.priorities),
    )


def _share_that_answers(word: str, typed: list[str]) -> int:
    """How many letters of a word answer the search: its beginning, or all where a longer form of it
    was typed ("suspensions" for Suspension)."""
    lower = word.lower()
    if lower in typed or (
        len(lower) >= SHORTEST_FOR_A_TAG and any(t.startswith(lower) for t in typed)
    ):
        return len(word)
    beginnings = [t for t in typed if len(t) >= SHORTEST_BEGINNING and lower.startswith(t)]
    return max(map(len, beginnings), default=0)


def pieces(name: str, query: str) -> list[tuple[str, bool]]:
    """A name cut into pieces and whether each answers the search: for the mark on the page."""
    typed = words_of(query)
    cut: list[tuple[str, bool]] = []
    for part in re.findall(r"\w+|\W+", name):
        letters = _share_that_answers(part, typed)
        cut += [(part[:letters], True)] if letters else []
        rest = part[letters:]
        if rest and cut and not cut[-1][1]:
            cut[-1] = (cut[-1][0] + rest, False)
        elif rest:
            cut.append((rest, False))
    return cut


def answers_by_name(name: str, query: str) -> bool:
    return any(hit for _, hit in pieces(name, query))


def synonym_that_answers(synonyms: Iterable[str], query: str) -> str:
    """The first synonym that has a word of the search; "" for none."""
    return next((synonym for synonym in synonyms if answers_by_name(synonym, query)), "")
