"""The mails that the local SMTP server kept, for the mailbox page. Production has none."""

from __future__ import annotations

import email.policy
import mailbox
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from pathlib import Path


@dataclass(frozen=True)
class Mail:
    """One mail as it arrived. `to` is the envelope's: who really got it."""

    key: str
    subject: str
    sender: str
    to: str
    reply_to: str
    message_id: str
    arrived_at: datetime | None
    text: str


def mails(directory: Path) -> list[Mail]:
    """All mails, the newest first; none where nothing has arrived yet."""
    box = _open(directory)
    if box is None:
        return []
    found = [_read(box, key) for key in box.keys()]  # noqa: SIM118  (a Maildir iterates messages)
    return sorted(found, key=_arrival, reverse=True)


def mail_by_key(directory: Path, key: str) -> Mail | None:
    box = _open(directory)
    return _read(box, key) if box is not None and key in box else None


def _open(directory: Path) -> mailbox.Maildir | None:
    try:
        return mailbox.Maildir(directory, create=False)
    except mailbox.NoSuchMailboxError:
        return None


def _read(box: mailbox.Maildir, key: str) -> Mail:
    message = BytesParser(_class=EmailMessage, policy=email.policy.default).parsebytes(
        box.get_bytes(key)
    )
    part = message.get_body(("plain", "html"))
    date = message["Date"]
    return Mail(
        key=key,
        subject=str(message["Subject"] or "(no subject)"),
        sender=str(message["From"] or ""),
        to=str(message["X-Envelope-To"] or message["To"] or ""),
        reply_to=str(message["Reply-To"] or ""),
        message_id=str(message["Message-ID"] or ""),
        arrived_at=_moment(str(date)) if date else None,
        text=part.get_content() if part is not None else "",
    )


def _moment(date: str) -> datetime:
    """A mail's date; "-0000" is UTC from somewhere unknown, which Python reads as no zone."""
    moment = parsedate_to_datetime(date)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _arrival(mail: Mail) -> tuple[float, str]:
    return (mail.arrived_at.timestamp() if mail.arrived_at else 0.0, mail.key)
