"""The county that a request works in."""

from django.http import HttpRequest

from county_office import selectors
from county_office.models import County

SESSION_KEY = "working_county"


def working_county(request: HttpRequest) -> County | None:
    """The county chosen in this session, else the person's own; None without any."""
    chosen = request.session.get(SESSION_KEY) if hasattr(request, "session") else None
    return selectors.working_county(request.user, chosen)
