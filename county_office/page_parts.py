"""What a view hands to the components of `templates/components/`: tabs, buttons, steps.

Pure data; the components' own comments say which of these they take.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Tab:
    """A saved view or a part of an object; `count` None shows no number."""

    label: str
    url: str
    is_current: bool = False
    count: int | None = None


@dataclass(frozen=True)
class ViewChoice:
    """One of two or three views of the same list."""

    label: str
    url: str
    icon: str = ""
    is_current: bool = False


@dataclass(frozen=True)
class Action:
    """A button: verb with object and number. `is_post` when it changes something.

    `look`: primary (the page's one main action), secondary, link (quiet), danger.
    `busy`: its words while it works, as "Releasing…".
    """

    label: str
    url: str
    look: str = "secondary"
    icon: str = ""
    is_post: bool = False
    busy: str = ""


@dataclass(frozen=True)
class Link:
    """Words that lead somewhere."""

    label: str
    url: str


@dataclass(frozen=True)
class Step:
    """A stage of a case, a step of a district or of a load; `state` is done, now, to-come or
    not-done."""

    number: int
    label: str
    when: str = ""
    state: str = "to-come"
    link_text: str = ""
    link_url: str = ""


@dataclass(frozen=True)
class LevelCount:
    """How many LEAs have a level of support; `year` is the year of Level 2, where it counts."""

    level: int
    year: int | None
    count: int
    url: str = ""


def steps_until(
    labels: Sequence[str], current: int, when: Sequence[str] | None = None
) -> list[Step]:
    """Steps in order with their state; `current` counts from 1, `len(labels) + 1` is all done."""
    words = when or [""] * len(labels)
    return [
        Step(
            number,
            label,
            words[number - 1],
            "done" if number < current else "now" if number == current else "to-come",
        )
        for number, label in enumerate(labels, start=1)
    ]
