"""The counties that a command's argument names."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Collection

from django.core.management.base import CommandError

from county_office.models import County


def add_county_argument(parser: ArgumentParser) -> None:
    """`--county CODE…`: only the rows of these counties."""
    parser.add_argument(
        "--county",
        nargs="+",
        default=[],
        metavar="CODE",
        help="only the rows of these counties: two digits, such as 27",
    )


def require_counties(codes: Collection[str]) -> None:
    """Raises CommandError for the first code that is no county's."""
    known = set(County.objects.filter(code__in=codes).values_list("code", flat=True))
    if unknown := [code for code in codes if code not in known]:
        raise CommandError(f"{unknown[0]} is no county code; Alameda is 01, Yuba 58.")
