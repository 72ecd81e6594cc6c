"""`mail_server`: a real SMTP server to which Django's mail goes in the tests that ask for it."""

from __future__ import annotations

import email.policy
import socket
from collections.abc import Generator
from dataclasses import dataclass, field
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from pytest_django import Settings


@dataclass
class MailServer:
    """What arrived, in order, and what to answer next instead of taking a message."""

    messages: list[EmailMessage] = field(default_factory=list)
    refuse_with: str = ""  # such as "451 Try again later"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.refuse_with:
            return self.refuse_with
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        message = email.message_from_bytes(content, policy=email.policy.default)
        self.messages.append(message)
        return "250 Message taken"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture(scope="session")
def _smtp() -> Generator[tuple[MailServer, Controller], None, None]:
    inbox = MailServer()
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield inbox, controller
    controller.stop()


@pytest.fixture
def mail_server(_smtp: tuple[MailServer, Controller], settings: Settings) -> MailServer:
    """An empty inbox behind a real SMTP server, with Django's mail pointed at it."""
    inbox, controller = _smtp
    inbox.messages.clear()
    inbox.refuse_with = ""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = controller.hostname, controller.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    return inbox
