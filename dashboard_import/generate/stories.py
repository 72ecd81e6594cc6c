"""What the demonstration tells, read from stories.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from dashboard_import.generate.places import fictitious_county

STORIES_FILE = Path(__file__).with_name("stories.yaml")


class StoryError(ValueError):
    """A story that the numbers of its LEA cannot tell."""


@dataclass(frozen=True)
class Wish:
    """The level that a story wants (None: any), and the exact numerator or distance where it
    names one."""

    level: int | None
    figure: float | None = None


@cache
def _content() -> Mapping[str, Any]:
    content: dict[str, Any] = yaml.safe_load(STORIES_FILE.read_text(encoding="utf-8"))
    return content


def told_level(lea_name: str, year: int, group: str, indicator: str) -> Wish | None:
    """What a story says of one cell, where one does."""
    groups = _content()["stories"].get(lea_name, {}).get(year, {})
    wish = groups.get(group, {}).get(indicator)
    if wish is None:
        return None
    return Wish(*wish) if isinstance(wish, list) else Wish(wish)


def told_count(lea_name: str, year: int, group: str, indicator: str) -> int | None:
    """How many students a story says are counted, where it says so."""
    groups = _content()["counts"].get(lea_name, {}).get(year, {})
    count: int | None = groups.get(group, {}).get(indicator)
    return count


def told_local_indicators(year: int) -> dict[str, dict[int, str]]:
    """By LEA name and priority: the local indicators that were not met."""
    return {
        name: years[year] for name, years in _content()["local_indicators"].items() if year in years
    }


def planned_priorities(year: int) -> dict[str, dict[str, tuple[int, ...]]]:
    """By CDS code and student group: the state priorities that a group is meant to meet."""
    county = fictitious_county()
    return {
        county.lea(name).cds: {
            group: tuple(cell["meets"]) for group, cell in groups.items() if "meets" in cell
        }
        for name, years in _content()["stories"].items()
        if (groups := years.get(year))
    }


def told_method(lea_name: str, year: int) -> int | None:
    """The method, other than the first, by which an LEA is eligible."""
    method: int | None = _content()["published"]["methods"].get(year, {}).get(lea_name)
    return method


def told_level_3(lea_name: str, year: int) -> bool:
    """Whether an LEA meets Level 3 criteria."""
    return lea_name in _content()["published"]["level_3"].get(year, ())
