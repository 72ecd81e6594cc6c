"""What the published files look like: one small YAML file a year and file, and the columns' types.

A layout says how it is known: `verified` against a real file, `record layout` from a page of the
state, or `assumed` from the year beside it. A coming year is added by adding files, not code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

DIRECTORY = Path(__file__).parent
COLUMNS_FILE = "columns.yaml"
KNOWN = ("verified", "record layout", "assumed")
DELIMITERS = {"tab": "\t", "comma": ",", "pipe": "|", "workbook": ""}
TYPES = ("text", "code", "count", "decimal", "level", "flag", "year")
INDICATOR_CODE = re.compile(
    r"ELA|MATH|ELPI|GRAD|CHRO|SUSP|CCI|SCIENCE|ENROLLMENT|DIRECTORY|(ELA|MATH)_GRADE_11"
    r"|LOCAL(_P([1-3]|6|7|9|10))?"
)
REQUIRED_KEYS = {"year", "indicator", "known", "checked", "file_name", "delimiter"} | {
    "columns",
    "needed",
}
OPTIONAL_KEYS = {"record_layout", "address", "fixed", "renamed"}


# There are about a hundred files; libyaml reads them in a tenth of the time. Both are safe loaders.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class LayoutError(ValueError):
    """A layout file that cannot be used; the message names the file, the key and what to do."""


@dataclass(frozen=True)
class Column:
    """A canonical column: its type, the values it may hold and what means that there is none."""

    name: str
    type: str
    least: float | None = None
    most: float | None = None
    values: tuple[str, ...] = ()
    pattern: str = ""
    missing: frozenset[str] = frozenset({""})


@dataclass(frozen=True)
class HeaderDifference:
    """A file's header beside a layout, in the published names."""

    missing: tuple[str, ...]
    new: tuple[str, ...]
    needed_missing: tuple[str, ...]


@dataclass(frozen=True)
class Layout:
    """One file of one Dashboard year as the state publishes it.

    `columns` are the published names in the published order and case; `needed` are canonical
    names; `fixed` gives canonical columns that the file lacks one value for all of its rows.
    """

    year: int
    indicator: str
    known: str
    checked: str
    file_name: str
    delimiter: str
    columns: tuple[str, ...]
    needed: tuple[str, ...]
    record_layout: str = ""
    address: str = ""
    fixed: Mapping[str, str] = field(default_factory=dict, hash=False)
    renamed: Mapping[str, str] = field(default_factory=dict, hash=False)

    def canonical(self, published: str) -> str:
        """The canonical name of a published column, whatever its case."""
        name = published.strip().lower()
        return self._renamed_lower.get(name, name)

    @property
    def is_workbook(self) -> bool:
        """Whether the file is published as a workbook and not as text."""
        return self.delimiter == DELIMITERS["workbook"]

    @cached_property
    def _renamed_lower(self) -> dict[str, str]:
        return {published.lower(): name for published, name in self.renamed.items()}

    @cached_property
    def canonical_columns(self) -> tuple[str, ...]:
        """The canonical names in the order of the file."""
        return tuple(self.canonical(column) for column in self.columns)

    def difference(self, header: Iterable[str]) -> HeaderDifference:
        """What a header lacks, what it has beyond the layout, and which needed columns it lacks."""
        found = {self.canonical(name): name for name in header}
        known = dict(zip(self.canonical_columns, self.columns, strict=True))
        return HeaderDifference(
            missing=tuple(known[name] for name in known if name not in found),
            new=tuple(found[name] for name in found if name not in known),
            needed_missing=tuple(name for name in self.needed if name not in found),
        )


def _read_yaml(path: Path) -> dict[str, Any]:
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506
    except yaml.YAMLError as error:
        raise LayoutError(f"{path}: not readable as YAML: {error}") from error
    if not isinstance(content, dict):
        raise LayoutError(f"{path}: a list of keys is expected, as in the layouts beside it.")
    return content


def _check_keys(path: Path, content: dict[str, Any]) -> None:
    lacking = REQUIRED_KEYS - content.keys()
    if lacking:
        raise LayoutError(f"{path}: the keys {', '.join(sorted(lacking))} are missing.")
    unknown = content.keys() - REQUIRED_KEYS - OPTIONAL_KEYS
    if unknown:
        allowed = ", ".join(sorted(REQUIRED_KEYS | OPTIONAL_KEYS))
        raise LayoutError(
            f"{path}: {', '.join(sorted(unknown))} is no key of a layout; the keys are {allowed}."
        )


def _check_values(path: Path, content: dict[str, Any]) -> None:
    for key, allowed in (("known", KNOWN), ("delimiter", tuple(DELIMITERS))):
        if content[key] not in allowed:
            raise LayoutError(
                f"{path}: {key} is {content[key]!r}; it must be one of {', '.join(allowed)}."
            )
    if not isinstance(content["year"], int) or not 2017 <= content["year"] <= 2099:
        raise LayoutError(f"{path}: year is {content['year']!r}; a year from 2017 on is expected.")
    if not INDICATOR_CODE.fullmatch(str(content["indicator"])):
        raise LayoutError(f"{path}: {content['indicator']!r} is no code of an indicator.")
    for key in ("columns", "needed"):
        names = content[key]
        if not isinstance(names, list) or not names or not all(isinstance(n, str) for n in names):
            raise LayoutError(f"{path}: {key} must be a list of column names.")
    if content["known"] == "record layout" and not content.get("record_layout"):
        raise LayoutError(f"{path}: known from a record layout, but record_layout has no address.")


def _check_columns(path: Path, layout: Layout) -> None:
    names = layout.canonical_columns
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise LayoutError(f"{path}: the column {', '.join(twice)} is there twice.")
    for published in layout.renamed:
        if published not in layout.columns:
            raise LayoutError(f"{path}: renamed names {published}, which is not in columns.")
    for name in layout.fixed:
        if name in names:
            raise LayoutError(f"{path}: {name} is fixed, but the file has that column.")
    for name in layout.needed:
        if name not in names:
            raise LayoutError(
                f"{path}: needed names {name}, which no column gives; needed holds canonical names."
            )
    for name in (*names, *layout.fixed):
        if column_of(name) is None:
            raise LayoutError(
                f"{path}: {COLUMNS_FILE} does not describe the column {name}; add it there."
            )


def read_layout(path: Path) -> Layout:
    """Reads and checks one layout file; raises LayoutError with file, key and remedy."""
    content = _read_yaml(path)
    _check_keys(path, content)
    _check_values(path, content)
    layout = Layout(
        year=content["year"],
        indicator=content["indicator"],
        known=content["known"],
        checked=content["checked"],
        file_name=content["file_name"],
        delimiter=DELIMITERS[content["delimiter"]],
        columns=tuple(content["columns"]),
        needed=tuple(content["needed"]),
        record_layout=content.get("record_layout", ""),
        address=content.get("address", ""),
        fixed=MappingProxyType(dict(content.get("fixed", {}))),
        renamed=MappingProxyType(dict(content.get("renamed", {}))),
    )
    _check_columns(path, layout)
    return layout


@cache
def _column_rules() -> tuple[frozenset[str], dict[str, dict[str, Any]], dict[str, dict[str, Any]]]:
    path = DIRECTORY / COLUMNS_FILE
    content = _read_yaml(path)
    for name, rule in {**content["columns"], **content["families"]}.items():
        if rule.get("type") not in TYPES:
            raise LayoutError(f"{path}: the type of {name} must be one of {', '.join(TYPES)}.")
    return frozenset(content["missing"]), content["columns"], content["families"]


@cache
def column_of(name: str) -> Column | None:
    """The description of a canonical column, or None where no file is known to have it."""
    missing, columns, families = _column_rules()
    rule = columns.get(name) or next(
        (rule for pattern, rule in families.items() if fnmatchcase(name, pattern)), None
    )
    if rule is None:
        return None
    least, most = (0, 5) if rule["type"] == "level" else (rule.get("least"), rule.get("most"))
    return Column(
        name=name,
        type=rule["type"],
        least=0 if rule["type"] == "count" and least is None else least,
        most=most,
        values=tuple(rule.get("values", ())),
        pattern=rule.get("pattern", ""),
        missing=missing,
    )


@cache
def load_columns() -> Mapping[str, Column]:
    """Every canonical column that some layout has, by name."""
    names = {
        name for layout in load_layouts() for name in (*layout.canonical_columns, *layout.fixed)
    }
    return MappingProxyType({name: found for name in sorted(names) if (found := column_of(name))})


@cache
def load_layouts() -> tuple[Layout, ...]:
    """All layouts, by year and indicator; raises LayoutError where one cannot be used."""
    layouts: dict[tuple[int, str], Layout] = {}
    for path in sorted(DIRECTORY.glob("*/*.yaml")):
        layout = read_layout(path)
        if path.parent.name != str(layout.year):
            raise LayoutError(f"{path}: year is {layout.year}, but the folder is another year's.")
        if (layout.year, layout.indicator) in layouts:
            raise LayoutError(f"{path}: {layout.indicator} of {layout.year} is described twice.")
        layouts[layout.year, layout.indicator] = layout
    return tuple(layouts[key] for key in sorted(layouts))


def layout_of(year: int, indicator: str) -> Layout:
    """The layout of one file; raises KeyError where that year has no such file."""
    for layout in load_layouts():
        if (layout.year, layout.indicator) == (year, indicator):
            return layout
    raise KeyError(f"No layout for {indicator} of {year}.")
