"""`fickle_server`: a real SMTP server that misbehaves as a test tells it."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from pytest_django import Settings


@dataclass
class FickleServer:
    """Answers as told; keeps the texts that came over, refused or not.

    `drop_at`: "mail" closes the connection instead of answering MAIL FROM, "data" after it has
    taken the whole text, without an answer. `never_answers`: takes the text and falls silent.
    """

    mail_reply: str = ""
    rcpt_reply: str = ""
    data_reply: str = ""
    drop_at: str = ""
    never_answers: bool = False
    texts: list[str] = field(default_factory=list)
    has_text: threading.Event = field(default_factory=threading.Event)
    port: int = 0

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.drop_at == "mail":
            server.transport.abort()
        if not self.mail_reply:
            envelope.mail_from = address
        return self.mail_reply or "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if not self.rcpt_reply:
            envelope.rcpt_tos.append(address)
        return self.rcpt_reply or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        self.texts.append(content.decode())
        self.has_text.set()
        if self.never_answers:
            await asyncio.Event().wait()
        if self.drop_at == "data":
            server.transport.abort()
        return self.data_reply or "250 Message taken"


@pytest.fixture
def fickle_server(settings: Settings) -> Iterator[FickleServer]:
    """A mail server of this test alone, with Django's mail pointed at it."""
    server = FickleServer()
    with socket.create_server(("127.0.0.1", 0)) as free:
        server.port = free.getsockname()[1]
    controller = Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    yield server
    controller.stop()
