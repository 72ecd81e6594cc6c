"""The page of a failure on our side: a number to give on the phone, the same number in the log."""

from __future__ import annotations

import logging
import secrets

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone

from county_office import words

logger = logging.getLogger(__name__)

# Without the letters and digits that are mistaken for each other when read aloud.
_ALPHABET = "23456789ACDEFGHJKLMNPQRTUVWXYZ"


def new_reference() -> str:
    """A number like 7F3K-22Q."""
    letters = [secrets.choice(_ALPHABET) for _ in range(7)]
    return "".join([*letters[:4], "-", *letters[4:]])


def server_error(request: HttpRequest) -> HttpResponse:
    """Django has logged the traceback; this ties it to what the person sees."""
    reference = new_reference()
    logger.error("Reference %s shown for %s %s", reference, request.method, request.path)
    now = timezone.now()
    when = f"{words.as_day(now):%A}, {words.full_date(now)}, {words.clock(now)}"
    # Without the request: whatever failed may fail again while the frame is drawn.
    page = render_to_string("500.html", {"reference": reference, "when": when})
    return HttpResponse(page, status=500)
