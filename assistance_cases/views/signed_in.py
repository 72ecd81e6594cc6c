"""The request as these views get it."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from county_office.models import User


class SignedInRequest(HttpRequest):
    """A request behind LoginRequiredMiddleware and HtmxMiddleware: somebody is signed in."""

    user: User
    htmx: HtmxDetails
