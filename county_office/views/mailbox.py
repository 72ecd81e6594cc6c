"""The local mailbox: what the desk sent on this machine, where it never leaves it."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from county_office.notices.local_mailbox import mail_by_key, mails
from county_office.rights import Right, require


def _directory(request: HttpRequest) -> Path:
    if settings.MAILBOX_DIR is None:
        raise Http404
    require(request.user, Right.SEE_MAILBOX)
    return Path(settings.MAILBOX_DIR)


@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """All mails, the newest first."""
    context = {
        "mails": mails(_directory(request)),
        "actions": [{"label": "See the notices", "url": reverse("notice-list"), "look": "primary"}],
    }
    return render(request, "county_office/mailbox.html", context)


@require_safe
def mailbox_message(request: HttpRequest, key: str) -> HttpResponse:
    """One mail as its reader gets it."""
    mail = mail_by_key(_directory(request), key)
    if mail is None:
        raise Http404
    return render(request, "county_office/mailbox_message.html", {"mail": mail})
