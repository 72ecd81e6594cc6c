"""The items of the top bar, for county people and for a district lead.

Apps above put a number beside an item by registering it in their `AppConfig.ready`, because imports
run down only:

    counts["lea-list"] = leas_receiving_assistance
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from county_office.models import County, User
from county_office.rights import Right, may

Count = Callable[[User, County], int]
counts: dict[str, Count] = {}

# Label, URL name, the beginnings of addresses it is current for, the right that shows it.
_Item = tuple[str, str, tuple[str, ...], Right | None]
_COUNTY: list[_Item] = [
    ("My work", "home", ("/",), Right.READ_COUNTY),
    ("LEAs", "lea-list", ("/leas/", "/cases/"), Right.READ_COUNTY),
    ("Calendar", "calendar", ("/calendar/",), Right.READ_COUNTY),
    ("Notices", "notice-list", ("/notices/",), Right.READ_COUNTY),
    ("Services", "service-list", ("/services/",), None),
    ("Data", "data-home", ("/data/",), Right.READ_COUNTY),
]
_DISTRICT: list[_Item] = [
    ("This page", "my-district", ("/my-district/",), None),
    ("Services", "service-list", ("/services/",), None),
    ("Help", "help", ("/help/",), None),
]


@dataclass(frozen=True)
class NavigationItem:
    """An item of the top bar; `count` is None or 0 where nobody must act."""

    label: str
    url: str
    is_current: bool
    count: int | None


def navigation_of(
    request: HttpRequest, county: County | None, *, is_district: bool
) -> list[NavigationItem]:
    """The items that the person may open, with their counts for the county."""
    return [
        NavigationItem(
            label=label,
            url=reverse(name),
            is_current=_is_current(request.path, beginnings),
            count=counts[name](request.user, county)  # type: ignore[arg-type]
            if county and not is_district and name in counts
            else None,
        )
        for label, name, beginnings, right in (_DISTRICT if is_district else _COUNTY)
        if right is None or may(request.user, right)
    ]


def _is_current(path: str, beginnings: tuple[str, ...]) -> bool:
    return any(path == start or (start != "/" and path.startswith(start)) for start in beginnings)
