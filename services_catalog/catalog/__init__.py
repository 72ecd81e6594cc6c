"""The catalog as dated files, one a division: the starting point of every county office.

The eight divisions and their services are those of one county office's at-a-glance sheet of fall
2017. They carry no county: each county office sees them until it has divisions of its own.
Pure: reads and checks the files, knows no database.
"""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from county_office.indicators import INDICATORS, PRIORITY_NAMES
from county_office.student_groups import STUDENT_GROUPS

FOLDER = Path(__file__).parent
LEVELS_FILE = "levels.yaml"
WORDS_FILE = "words.yaml"


class CatalogError(ValueError):
    """A catalog file that cannot be used; the message names file, entry and remedy."""


@dataclass(frozen=True)
class ServiceEntry:
    slug: str
    name: str
    level: int
    order: int
    description: str = ""
    priorities: tuple[int, ...] = ()
    indicators: tuple[str, ...] = ()
    student_groups: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True)
class DivisionEntry:
    """`name` as the sheet prints it; `name_elsewhere` puts another county's name in its place."""

    slug: str
    name: str
    order: int
    name_elsewhere: str
    services: tuple[ServiceEntry, ...]


@dataclass(frozen=True)
class LevelEntry:
    """A level's text as the sheet prints it, and in the law of today (`since`: in force from)."""

    level: int
    name: str
    heading: str
    printed_paragraphs: tuple[str, ...]
    printed_items: tuple[str, ...]
    printed_law: str
    today_text: str
    today_law: str
    today_since: dt.date | None


@dataclass(frozen=True)
class Catalog:
    divisions: tuple[DivisionEntry, ...]
    levels: tuple[LevelEntry, ...]

    @property
    def services(self) -> list[ServiceEntry]:
        return [service for division in self.divisions for service in division.services]


@dataclass(frozen=True)
class TagWords:
    """Everyday words for each tag: code → words in lower case."""

    indicators: dict[str, tuple[str, ...]]
    student_groups: dict[str, tuple[str, ...]]
    priorities: dict[int, tuple[str, ...]]


def read_catalog(folder: Path = FOLDER) -> Catalog:
    """All divisions in the order of the sheet, and the three levels. Raises CatalogError."""
    division_files = sorted(
        path for path in folder.glob("*.yaml") if path.name not in {LEVELS_FILE, WORDS_FILE}
    )
    divisions = sorted(map(_read_division, division_files), key=lambda entry: entry.order)
    _refuse_repeats("divisions", [entry.slug for entry in divisions])
    _refuse_repeats("divisions' order", [entry.order for entry in divisions])
    catalog = Catalog(tuple(divisions), tuple(map(_read_level, _read(folder / LEVELS_FILE))))
    _refuse_repeats("services", [entry.slug for entry in catalog.services])
    if [entry.level for entry in catalog.levels] != [1, 2, 3]:
        raise CatalogError(f"{LEVELS_FILE} must hold the levels 1, 2 and 3, in this order.")
    return catalog


@functools.cache
def tag_words() -> TagWords:
    """The words by which people ask for what the tags mean."""
    words = _read(FOLDER / WORDS_FILE)
    return TagWords(
        *(
            {code: tuple(listed) for code, listed in words[tag].items()}
            for tag in ("indicators", "student_groups", "priorities")
        )
    )


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _read_division(path: Path) -> DivisionEntry:
    raw = _read(path)
    try:
        services = tuple(
            _read_service(entry, order, path.name)
            for order, entry in enumerate(raw["services"], start=1)
        )
        return DivisionEntry(
            raw["slug"], raw["name"], raw["order"], raw.get("name_elsewhere", ""), services
        )
    except (KeyError, TypeError) as error:
        raise CatalogError(f"{path.name}: a division needs slug, name, order, services") from error


def _read_service(raw: dict[str, Any], order: int, file_name: str) -> ServiceEntry:
    where = f"{file_name}, service {order} ({raw.get('slug', 'without slug')})"
    lists: dict[str, Any] = {
        name: tuple(raw.get(name, ()))
        for name in ("priorities", "indicators", "student_groups", "synonyms")
    }
    for name, known in (
        ("priorities", PRIORITY_NAMES),
        ("indicators", INDICATORS),
        ("student_groups", STUDENT_GROUPS),
    ):
        unknown = [code for code in lists[name] if code not in known]
        if unknown:
            raise CatalogError(f"{where}: unknown {name} {unknown}; known are {list(known)}")
    if raw.get("level") not in (1, 2, 3):
        raise CatalogError(f"{where}: level must be 1, 2 or 3, not {raw.get('level')!r}")
    scalars = {name: value for name, value in raw.items() if name not in lists}
    try:
        return ServiceEntry(order=order, **scalars, **lists)
    except TypeError as error:
        raise CatalogError(f"{where}: {error}") from error


def _read_level(raw: dict[str, Any]) -> LevelEntry:
    printed, today = raw["as_printed"], raw["today"]
    return LevelEntry(
        level=raw["level"],
        name=raw["name"],
        heading=raw["heading"],
        printed_paragraphs=tuple(printed["paragraphs"]),
        printed_items=tuple(printed["items"]),
        printed_law=printed["law"],
        today_text=today["text"],
        today_law=today["law"],
        today_since=today["since"],
    )


def _refuse_repeats(what: str, values: list[Any]) -> None:
    repeated = sorted({value for value in values if values.count(value) > 1})
    if repeated:
        raise CatalogError(f"{what} appear twice: {repeated}. Give each its own.")
