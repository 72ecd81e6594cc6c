"""What the base template shows around every page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from county_office import selectors
from county_office.models import County, Role
from county_office.rights import Right, may

WORKING_COUNTY = "working_county"  # session key


@dataclass(frozen=True)
class NavigationItem:
    label: str
    url: str
    is_current: bool


# Label, URL name, the beginnings of addresses it is current for, the right that shows it.
_NAVIGATION = [
    ("My work", "home", ("/",), Right.READ_COUNTY),
    ("LEAs", "lea-list", ("/leas/", "/cases/"), Right.READ_COUNTY),
    ("Calendar", "calendar", ("/calendar/",), Right.READ_COUNTY),
    ("Notices", "notice-list", ("/notices/",), Right.READ_COUNTY),
    ("Services", "service-list", ("/services/",), None),
    ("Data", "data-home", ("/data/",), Right.READ_COUNTY),
]
_DISTRICT_NAVIGATION = [
    ("This page", "my-district", ("/my-district/",), None),
    ("Services", "service-list", ("/services/",), None),
]


@dataclass(frozen=True)
class Desk:
    """The person, the county and the navigation of one request."""

    county: County | None
    counties: list[County]
    place_name: str
    role_label: str
    is_district: bool
    is_demonstration: bool
    navigation: list[NavigationItem]
    mailbox_url: str


def _navigation(request: HttpRequest, is_district: bool) -> list[NavigationItem]:
    items = []
    for label, name, beginnings, right in _DISTRICT_NAVIGATION if is_district else _NAVIGATION:
        if right is not None and not may(request.user, right):
            continue
        current = any(
            request.path == start or (start != "/" and request.path.startswith(start))
            for start in beginnings
        )
        items.append(NavigationItem(label, reverse(name), current))
    return items


def working_county(request: HttpRequest) -> County | None:
    """The county the request works in: chosen in this session, else the person's own."""
    chosen = request.session.get(WORKING_COUNTY) if hasattr(request, "session") else None
    return selectors.working_county(request.user, chosen)


def desk(request: HttpRequest) -> dict[str, Any]:
    """`desk` in every template; a stranger gets the product's name and nothing else."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {
            "desk": Desk(None, [], "", "", False, settings.DEMONSTRATION, [], ""),
        }
    memberships = selectors.memberships_in_force(user)
    is_district = selectors.is_district_lead_only(user)
    own_lea = memberships[0].lea if is_district else None
    county = own_lea.county if own_lea else working_county(request)
    office_name = county.office_name if county else "No county yet"
    sees_mailbox = settings.MAILBOX_DIR is not None and may(user, Right.SEE_MAILBOX)
    return {
        "desk": Desk(
            county=county,
            counties=[] if is_district else list(selectors.counties_of(user)),
            place_name=own_lea.name if own_lea else office_name,
            role_label=Role(memberships[0].role).label if memberships else "No access yet",
            is_district=is_district,
            is_demonstration=bool(county and county.is_demonstration),
            navigation=_navigation(request, is_district),
            mailbox_url=reverse("mailbox") if sees_mailbox else "",
        )
    }
