"""Models of the county office: one module a concern."""

from county_office.models.notices import Notice, NoticeEvent, NoticeEventKind, NoticeState
from county_office.models.people import Membership, Role, User
from county_office.models.places import County, Lea, LeaCode, LeaKind, LeaName, School

__all__ = [
    "County",
    "Lea",
    "LeaCode",
    "LeaKind",
    "LeaName",
    "Membership",
    "Notice",
    "NoticeEvent",
    "NoticeEventKind",
    "NoticeState",
    "Role",
    "School",
    "User",
]
