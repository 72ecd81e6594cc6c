"""CDS codes: 14 digits, of which 2 name the county, 5 the district and 7 the school."""

from __future__ import annotations

import re

STATE = "00000000000000"
NO_SCHOOL = "0000000"
_FOURTEEN_DIGITS = re.compile(r"[0-9]{14}")
_SCIENTIFIC = re.compile(r"([0-9])(?:[.,]([0-9]+))?[eE]\+?([0-9]{1,2})")
# How many leading digits name county and district; the rest of an LEA's own code is zeros.
_COUNTY_AND_DISTRICT = 7


def read_cds(text: str, rtype: str = "") -> str | None:
    """The 14 digits that a cell means, or None where they cannot be known.

    Spreadsheets take a leading zero away, add `.0`, or write `2.710272e+13`. The last is accepted
    where no digit can be lost: all 14 are written out, or the row is the state's or an LEA's own
    (`rtype` X or D), whose code ends in seven zeros, and county and district are written out.
    """
    text = text.replace("\xa0", " ").strip()
    if _FOURTEEN_DIGITS.fullmatch(text):
        return text
    text = text.removesuffix(".0")
    if text == "0":
        return STATE
    if re.fullmatch(r"[0-9]{13,14}", text):
        return text.zfill(14)
    if found := _SCIENTIFIC.fullmatch(text):
        return _from_scientific(found[1] + (found[2] or ""), int(found[3]), rtype)
    return None


def _from_scientific(digits: str, exponent: int, rtype: str) -> str | None:
    length = exponent + 1
    if length not in {13, 14} or len(digits) > length:
        return None
    needed = length if rtype not in {"X", "D"} else _COUNTY_AND_DISTRICT - (14 - length)
    if len(digits) < needed:
        return None
    return digits.ljust(length, "0").zfill(14)


def is_county_office(cds: str) -> bool:
    """A county office is told by its district part; the files' own flag is blank on some rows."""
    return cds[2:4] == "10"


def is_lea_itself(cds: str) -> bool:
    """A district or county office, not a school of it and not the state."""
    return cds.endswith(NO_SCHOOL) and cds != STATE


def lea_of(cds: str) -> str:
    """The code of the district or county office that a school's code belongs to."""
    return cds[:7] + NO_SCHOOL
