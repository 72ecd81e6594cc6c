"""What can be wrong with a file, said so that a person can mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

NAMED = 5  # names that a sentence gives; a report lists them all


class Severity(StrEnum):
    """An error stops publishing, a warning asks to be read, information only tells."""

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"


@dataclass(frozen=True)
class Finding:
    """One thing found in a file: where (physical line from 1, column by its name), what stands
    there, what is wrong with it and what to do. `county` is the code of the county it belongs to,
    empty for the whole file."""

    message: str
    remedy: str
    severity: Severity = Severity.ERROR
    line: int | None = None
    column: str = ""
    value: str = ""
    county: str = ""

    def __str__(self) -> str:
        where = [f"line {self.line}"] if self.line else []
        where += [f"column {self.column}"] if self.column else []
        return f"{', '.join(where)}: {self.message} {self.remedy}".removeprefix(": ")


class FileRefused(ValueError):  # noqa: N818  (the word of the report)
    """A file that cannot be read as what it claims to be; `findings` say why."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__(" ".join(str(finding) for finding in findings))
        self.findings = findings


def number_of(number: int, one: str, many: str) -> str:
    """A number with its word: 1 LEA, 1,200 LEAs."""
    return f"{number:,} {one if number == 1 else many}"


def first_names(names: Sequence[str]) -> str:
    """The first of some names, and how many more there are."""
    more = f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more
