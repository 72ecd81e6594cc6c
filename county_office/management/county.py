"""The county that a command's --county means."""

from django.core.management.base import CommandError
from django.db.models import Q

from county_office.models import County


def county_named(name: str) -> County:
    """The county of this name or two-digit code. Raises CommandError."""
    county = County.objects.filter(Q(name__iexact=name.strip()) | Q(code=name.strip())).first()
    if county is None:
        raise CommandError(f"There is no county {name!r}. Give its name or its two-digit code.")
    return county


def county_if_named(name: str | None) -> County | None:
    """The county of this name or two-digit code; None without a name. Raises CommandError."""
    return None if name is None else county_named(name)
