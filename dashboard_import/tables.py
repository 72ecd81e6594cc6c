"""Where a file's rows go: the parent table of its kind, the child of its batch, and the columns.

Pure: builds names and SQL fragments, runs nothing. Names that come from a file's header are reduced
to letters, digits and underscores before they become names of columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from dashboard_import.layouts import Column, Layout, column_of

GROUP = "studentgroup"
# Rows of LEAs among those of schools: districts, county offices and charter schools.
LEA_ROWS = "rtype = 'D' OR rtype = 'S' AND charter_flag = 'Y'"
LOCAL_PRIORITIES = (1, 2, 3, 6, 7, 9, 10)
# What the files write of a local indicator, in lower case, and the code that the desk uses.
PERFORMANCES = {
    "met": "met",
    "not met": "not_met",
    "not met for two or more years": "not_met_two_years",
}
_NAMES = ("cds", "reportingyear", "districtname", "countyname")
# The desk's own columns and PostgreSQL's; a file's column of that name is stored as `…_in_file`.
_RESERVED = {"batch_id", "line", "year", "indicator", "county_code"} | {
    "tableoid",
    "xmin",
    "xmax",
    "cmin",
    "cmax",
    "ctid",
    "cds_14",
}
SQL_TYPES = {"count": "integer", "decimal": "numeric", "level": "smallint"}


@dataclass(frozen=True)
class Parent:
    """A parent table: its own columns that a file may fill, with their SQL types, and what is
    unique in a batch. `computed` gives a column that some files lack: the column that tells it, and
    SQL that takes it from there."""

    name: str
    columns: dict[str, str]
    key: tuple[str, ...]
    required: tuple[str, ...]
    computed: dict[str, tuple[str, str]] = field(default_factory=dict)
    # Which rows name an LEA or school that there is, as SQL.
    names_places: str = "TRUE"

    @staticmethod
    def of(indicator: str) -> Parent:
        """The parent of an indicator's rows."""
        if indicator == "ENROLLMENT":
            return PARENTS["census_enrollment"]
        if indicator in {"PUBLISHED", "CHARTER_LIST"}:
            return PARENTS["published_status"]
        if indicator == "DIRECTORY":
            return PARENTS["school_directory"]
        if indicator.startswith("LOCAL"):
            return PARENTS["local_indicator_result"]
        return PARENTS["dashboard_result"]


PARENTS: dict[str, Parent] = {
    parent.name: parent
    for parent in (
        Parent(
            "dashboard_result",
            dict.fromkeys(
                [
                    *_NAMES,
                    *("rtype", "schoolname", "charter_flag", "coe_flag", "dass_flag", GROUP),
                    *("type", "smalldenom", "currnsizemet", "priornsizemet"),
                    *("accountabilitymet", "certifyflag", "dataerrorflag"),
                ],
                "text",
            )
            | dict.fromkeys(["currnumer", "currdenom", "priornumer", "priordenom"], "integer")
            | dict.fromkeys(["currstatus", "priorstatus", "change"], "numeric")
            | dict.fromkeys(["statuslevel", "changelevel", "color", "box"], "smallint"),
            key=("cds", GROUP),
            required=("cds", "rtype", "reportingyear"),
        ),
        Parent(
            "census_enrollment",
            dict.fromkeys([*_NAMES, "rtype", "schoolname", GROUP], "text")
            | {"totalenrollment": "integer", "subgrouptotal": "integer", "rate": "numeric"},
            key=("cds", GROUP),
            required=("cds", "rtype", "reportingyear"),
        ),
        Parent(
            "local_indicator_result",
            dict.fromkeys([*_NAMES, "performance"], "text") | {"priority": "smallint"},
            key=("cds", "priority"),
            required=("cds", "priority", "reportingyear"),
            computed={"priority": ("localindicator", "substring({} from '([0-9]+)$')")},
        ),
        Parent(
            "published_status",
            dict.fromkeys([*_NAMES, "gradesoffered"], "text")
            | {"totalstudentgroups": "integer"}
            | dict.fromkeys(["letters", "statuses", "methods", "level3"], "jsonb"),
            key=("cds",),
            required=("cds",),
        ),
        Parent(
            "school_directory",
            dict.fromkeys(
                [*_NAMES, "schoolname", "charter_flag", "statustype", "doctype", "gsoffered"],
                "text",
            ),
            key=("cds",),
            required=("cds", "statustype"),
            # The directory knows closed schools, and offices that are no LEAs.
            names_places="statustype IN ('Active', 'Pending') AND (cds NOT LIKE '%0000000'"
            " OR doctype ~* '(school district|county office|statewide benefit|state board)')",
        ),
    )
}


def child_table(batch_id: int, indicator: str) -> str:
    """The name of a batch's own table."""
    return f"{Parent.of(indicator).name}_batch_{int(batch_id)}"


@dataclass(frozen=True)
class FileColumn:
    """A column of one file: as published, by its canonical name, and as it is stored."""

    published: str
    canonical: str
    stored: str
    sql_type: str
    rule: Column | None
    in_parent: bool

    @property
    def quoted(self) -> str:
        return f'"{self.stored}"'


def file_columns(layout: Layout, header: Iterable[str]) -> tuple[FileColumn, ...]:
    """The columns of a file under a layout, in the file's order, each stored under its own name."""
    parent = Parent.of(layout.indicator)
    columns: list[FileColumn] = []
    taken: set[str] = set()
    for position, published in enumerate(header, start=1):
        canonical = layout.canonical(published) or f"column_{position}"
        in_parent = canonical in parent.columns
        stored = canonical if in_parent else _safe_name(canonical, taken | parent.columns.keys())
        taken.add(stored)
        rule = column_of(canonical)
        sql_type = (
            parent.columns[canonical]
            if in_parent
            else SQL_TYPES.get(rule.type if rule else "text", "text")
        )
        columns.append(FileColumn(published, canonical, stored, sql_type, rule, in_parent))
    return tuple(columns)


def _safe_name(canonical: str, taken: set[str]) -> str:
    name = re.sub(r"[^a-z0-9_]", "_", canonical)
    if name in _RESERVED:
        name += "_in_file"
    while name in taken:
        name += "_"
    return name


def literal(text: str) -> str:
    """A text constant for SQL; used for constants of layouts only, which are part of the desk."""
    return "'" + text.replace("'", "''") + "'"


def expectation(column: FileColumn, layout: Layout) -> tuple[str, str] | None:
    """What a stored value must be, as SQL over `value`, and the words of a refusal.

    None where any value of the column's SQL type will do. Blank text is judged by `required`; what
    the SQL makes of null is null, which refuses nothing.
    """
    return _expectation_of_file(column, layout) or _expectation_of_rule(column)


def _expectation_of_file(column: FileColumn, layout: Layout) -> tuple[str, str] | None:
    """Columns that say which file a row is of, and the words of local indicators."""
    if column.canonical == "reportingyear":
        return (
            f"(value = '{layout.year}' OR value ^@ '{layout.year}')",  # the usual one first
            f"The row is of another year than the file, which is of {layout.year}.",
        )
    if column.canonical == "indicator":
        return (
            f"value = {literal(layout.indicator)}",
            f"The row is of another indicator than the file, which is {layout.indicator}.",
        )
    if column.canonical == "localindicator":
        return f"value ~ ' ({'|'.join(map(str, LOCAL_PRIORITIES))})$'", "It names no priority."
    if column.canonical == "priority":
        listed = ", ".join(map(str, LOCAL_PRIORITIES))
        return f"value IN ({listed})", "It is no priority that has a local indicator."
    if column.canonical == "performance":
        listed = ", ".join(map(literal, (*PERFORMANCES, "na", "n/a", "*", "")))
        return f"lower(value) IN ({listed})", "It is none of the words of a local indicator."
    return None


def _expectation_of_rule(column: FileColumn) -> tuple[str, str] | None:
    rule = column.rule
    if rule is None or column.canonical == "cds":
        return None
    if rule.values:
        return _one_of(["", *rule.values]), f"It is none of {', '.join(rule.values)}."
    if rule.type == "flag":
        return _one_of(["", "Y", "N"]), "It is neither Y nor N nor blank."
    if rule.pattern:
        return (
            f"(value = '' OR value ~ {literal(f'^(?:{rule.pattern})$')})",
            "It is not written as a code of this column is.",
        )
    return None if column.sql_type == "text" else _expectation_of_range(rule)


def _one_of(values: Iterable[str]) -> str:
    """Comparisons one by one, the usual value first: half the time of IN, which walks an array."""
    return "(" + " OR ".join(f"value = {literal(value)}" for value in values) + ")"


def _expectation_of_range(rule: Column) -> tuple[str, str] | None:
    edges = [f"value >= {rule.least:g}"] if rule.least is not None else []
    edges += [f"value <= {rule.most:g}"] if rule.most is not None else []
    if not edges:
        return None
    what = "level" if rule.type == "level" else "number"
    if rule.most is None:
        words = f"A {what} from {rule.least:g} on is expected."
    elif rule.least is None:
        words = f"A {what} up to {rule.most:g} is expected."
    else:
        words = f"A {what} from {rule.least:g} to {rule.most:g} is expected."
    return " AND ".join(edges), words


def readable_pattern(column: FileColumn) -> tuple[str, str] | None:
    """What a cell must look like to be read as the column's type, and the words of a refusal."""
    return {
        "integer": (r"^[0-9]{1,9}(\.0+)?$", "This is not a whole number."),
        "smallint": (r"^[0-9]{1,4}(\.0+)?$", "This is not a whole number."),
        "numeric": (r"^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]{1,2})?$", "Not a number."),
    }.get(column.sql_type)
