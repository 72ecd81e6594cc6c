"""What the base template shows around every page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from county_office import selectors
from county_office.models import County, Role
from county_office.navigation import NavigationItem, navigation_of
from county_office.rights import Right, may
from county_office.working_county import working_county


@dataclass(frozen=True)
class Desk:
    """The person, the county and the navigation of one request; a stranger has none of them."""

    is_demonstration: bool
    county: County | None = None
    counties: list[County] = field(default_factory=list)
    place_name: str = ""
    role_label: str = ""
    is_district: bool = False
    navigation: list[NavigationItem] = field(default_factory=list)
    mailbox_url: str = ""


def desk(request: HttpRequest) -> dict[str, Any]:
    """`desk` in every template."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"desk": Desk(is_demonstration=settings.DEMONSTRATION)}
    memberships = selectors.memberships_in_force(user)
    is_district = selectors.is_district_lead_only(user)
    own_lea = memberships[0].lea if is_district else None
    county = own_lea.county if own_lea else working_county(request)
    office_name = county.office_name if county else "No county yet"
    sees_mailbox = settings.MAILBOX_DIR is not None and may(user, Right.SEE_MAILBOX)
    return {
        "desk": Desk(
            is_demonstration=bool(county and county.is_demonstration),
            county=county,
            counties=[] if is_district else list(selectors.counties_of(user)),
            place_name=own_lea.name if own_lea else office_name,
            role_label=Role(memberships[0].role).label if memberships else "No access yet",
            is_district=is_district,
            navigation=navigation_of(request, county, is_district=is_district),
            mailbox_url=reverse("mailbox") if sees_mailbox else "",
        )
    }
