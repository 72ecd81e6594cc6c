"""The counties that a command's arguments name."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable, Iterable

from county_office.management.county import county_named


def add_county_argument(parser: ArgumentParser) -> None:
    """`--county COUNTY…`, also several times: only the rows of these counties."""
    parser.add_argument(
        "--county",
        nargs="+",
        action="extend",
        default=[],
        metavar="COUNTY",
        help="only the rows of these counties: names or two digits, such as 27",
    )


def codes_of_counties(
    named: Iterable[str], is_other: Callable[[str], bool]
) -> tuple[list[str], list[str]]:
    """The codes of the counties named, each once, in their order; and what `is_other` knows as an
    argument of another kind, since the parser cannot tell where the counties end.

    Raises CommandError for a name or code that is no county's.
    """
    codes: dict[str, None] = {}
    others = []
    for name in named:
        if is_other(name):
            others.append(name)
        else:
            codes[county_named(name).code] = None
    return list(codes), others
