"""The SQL by which cells of text are judged and typed. Pure: builds statements, runs nothing.

Cells stand in columns c0, c1 … of the staging table, the readable CDS code in `cds_14`.
"""

from __future__ import annotations

from dataclasses import dataclass

from dashboard_import.staging.source import Source
from dashboard_import.tables import FileColumn, expectation, literal, readable_pattern

_NBSP = "\u00a0"
# A spreadsheet that shows a count as 1,234 writes it so into its text; no decimal can look like it
# here, because only whole numbers are read this way.
_IN_THOUSANDS = r"^[0-9]{1,3}(,[0-9]{3}){1,2}(\.0+)?$"


def _missing(column: FileColumn) -> str:
    values = column.rule.missing if column.rule else frozenset({""})
    return ", ".join(map(literal, sorted(values)))


def _clean(at: int) -> str:
    return f"btrim(replace(c{at}, '{_NBSP}', ' '))"


def _value(at: int, column: FileColumn) -> str:
    """A cell as the value that is stored, as SQL; fails where the cell is not readable."""
    if column.canonical == "cds":
        return "cds_14"
    if column.sql_type == "jsonb":
        return f"c{at}::jsonb"
    given = (
        f"CASE WHEN c{at} = '' OR {_clean(at)} IN ({_missing(column)}) THEN NULL"
        f" ELSE {_clean(at)} END"
    )
    if column.sql_type == "integer":
        return f"replace({given}, ',', '')::numeric::integer"
    if column.sql_type != "text":
        return f"({given})::numeric::{column.sql_type}"
    if column.canonical == "performance":
        return _clean(at)
    rule = column.rule
    if rule is None or (rule.type in {"text", "code"} and not (rule.values or rule.pattern)):
        return f"c{at}"
    return f"coalesce({given}, '')"


def _verdicts(at: int, column: FileColumn, source: Source) -> list[tuple[str, str]]:
    """Conditions under which a cell is refused, with the words; the first that holds is told."""
    if column.canonical == "cds":
        known = ", ".join(map(literal, sorted(source.known_counties)))
        return [
            ("cds_14 IS NULL", "This is no CDS code: 14 digits are expected."),
            (
                f"left(cds_14, 2) NOT IN ({known})",
                "The code's first two digits are no county that is known here.",
            ),
        ]
    verdicts = []
    if column.canonical in source.parent.required:
        verdicts.append((f"{_clean(at)} IN ({_missing(column)})", "The value is missing."))
    if pattern := readable_pattern(column):
        patterns = [pattern[0], *([_IN_THOUSANDS] if column.sql_type == "integer" else [])]
        readable = [f"{_clean(at)} ~ {literal(one)}" for one in patterns]
        readable.insert(0, f"{_clean(at)} IN ({_missing(column)})")
        verdicts.append((f"NOT ({' OR '.join(readable)})", pattern[1]))
    if expected := expectation(column, source.layout):
        condition = expected[0].replace("value", f"({_value(at, column)})")
        verdicts.append((f"NOT ({condition})", expected[1]))
    return verdicts


def _is_plainly_right(at: int, column: FileColumn, source: Source) -> str | None:
    """SQL for cells that are right as they stand, so that only the others are trimmed and judged:
    most cells of a file are, and trimming each costs more than all else."""
    if column.canonical == "cds":
        return None
    required = column.canonical in source.parent.required
    expected = expectation(column, source.layout)
    if pattern := readable_pattern(column):
        number = f"c{at}::numeric::{column.sql_type}"
        fits = expected[0].replace("value", number) if expected else "TRUE"
        return (
            f"(CASE WHEN c{at} = '' THEN {not required} WHEN c{at} ~ {literal(pattern[0])}"
            f" THEN {fits} ELSE FALSE END)"
        )
    if expected is None:
        return None
    right = f"({expected[0].replace('value', f'c{at}')})"
    return f"(c{at} NOT IN ({_missing(column)}) AND {right})" if required else right


def words_by_position(source: Source) -> dict[int, str]:
    """For each column that is judged: SQL that gives the words of a refusal, or null."""
    words = {}
    for at, column in enumerate(source.columns):
        if verdicts := _verdicts(at, column, source):
            right = _is_plainly_right(at, column, source)
            cases = [f"WHEN {right} THEN NULL"] if right else []
            cases += [f"WHEN {test} THEN {literal(text)}" for test, text in verdicts]
            words[at] = f"(CASE {' '.join(cases)} END)"
    return words


def remedy(column: FileColumn) -> str:
    """What to do about a refused cell of this column."""
    if column.canonical == "cds":
        return (
            "Load the file as the state published it: spreadsheets take leading zeros away and "
            "write long codes as 2.710272e+13. County 99 is for demonstrations only."
        )
    return "Correct the cell, or load the file as the state published it."


@dataclass(frozen=True)
class Key:
    """What is unique in a batch, as SQL over the staging table; `texts` may not be blank."""

    parts: list[str]
    texts: list[str]


def key(source: Source) -> Key:
    """The key of a row; a column that is fixed for the whole file does not tell rows apart."""
    parts, texts = [], []
    for name in source.parent.key:
        at = source.position_of(name)
        if at is not None:
            part = _value(at, source.columns[at])
            texts += [part] if source.columns[at].sql_type == "text" else []
            parts.append(part)
        elif name in source.parent.computed:
            parts.append(_computed(source, name))
    return Key(parts, texts)


def _computed(source: Source, name: str) -> str:
    """A column that the file lacks, from the column that tells it."""
    given, template = source.parent.computed[name]
    at = source.position_of(given)
    if at is None:
        raise ValueError(f"{source.layout.file_name}: neither {name} nor {given} is there.")
    return f"({template.format(_clean(at))})::{source.parent.columns[name]}"


def stored_values(source: Source) -> tuple[list[str], list[str]]:
    """The columns of the batch's table that the file fills, and the SQL of their values."""
    columns = [column.quoted for column in source.columns]
    values = [_value(at, column) for at, column in enumerate(source.columns)]
    for name in source.parent.computed:
        if source.position_of(name) is None:
            columns.append(name)
            values.append(_computed(source, name))
    return columns, values
