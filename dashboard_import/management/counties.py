"""The counties that a command's arguments name."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable

from county_office.management.county import county_named


def add_county_argument(parser: ArgumentParser) -> None:
    """`--county COUNTY`, once for each: only the rows of these counties."""
    parser.add_argument(
        "--county",
        action="append",
        default=[],
        metavar="COUNTY",
        help="only the rows of this county: its name or two digits, such as 27; may be repeated",
    )


def codes_of_counties(named: Iterable[str]) -> list[str]:
    """The codes of the counties named, each once, in their order. Raises CommandError for a name or
    code that is no county's."""
    counties = [county_named(name) for name in named]
    return list(dict.fromkeys(county.code for county in counties))
