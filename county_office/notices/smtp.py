"""Hands one message to the mail server and tells apart what became of it.

SMTP leaves one question open: when the connection breaks after the text went over, nobody on this
side knows whether the server took the message. That is `DOUBTFUL`, and only a person decides it.
Everything before that point certainly was not taken; a temporary refusal (4xx) may be tried again.
"""

from __future__ import annotations

import contextlib
import smtplib
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend


class Outcome(Enum):
    TAKEN = "the server took it"
    TRY_AGAIN = "the server certainly did not take it, and may later"
    REFUSED = "the server refused it for good"
    DOUBTFUL = "the connection broke while the server may have taken it"


@dataclass(frozen=True)
class Delivery:
    """What became of a message, and the server's words or the fault's."""

    outcome: Outcome
    reason: str = ""
    server_is_reachable: bool = True


class _WatchesHandover:
    """Notes when the text of a message begins to go over: from then on a break is a doubt."""

    handing_over = False

    def data(self, msg: Any) -> tuple[int, bytes]:
        self.handing_over = True
        return super().data(msg)  # type: ignore[misc]


class _Smtp(_WatchesHandover, smtplib.SMTP):
    pass


class _SmtpOverSsl(_WatchesHandover, smtplib.SMTP_SSL):
    pass


class Postbox(EmailBackend):
    """Django's SMTP backend with its settings, kept open for several messages in a row."""

    connection: Any

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _SmtpOverSsl if self.use_ssl else _Smtp

    def deliver(self, message: EmailMessage) -> Delivery:
        """Hands over one message to its one recipient. Raises nothing that the server causes."""
        try:
            self.open()
        except OSError as error:  # SMTPException is one; so are time-outs and TLS faults
            reason = f"The mail server {self.host}:{self.port} could not be used: {_words(error)}"
            return Delivery(Outcome.TRY_AGAIN, reason, server_is_reachable=False)
        self.connection.handing_over = False
        try:
            accepted = self.send_messages([message])
        except (OSError, ValueError) as error:  # ValueError: a header or address nobody can write
            delivery = _judge(error, handing_over=self.connection.handing_over)
            self.hang_up()
            return delivery
        if not accepted:
            return Delivery(Outcome.REFUSED, "The notice has no address to go to.")
        return Delivery(Outcome.TAKEN)

    def hang_up(self) -> None:
        """Closes the connection; what the server says to that no longer matters."""
        with contextlib.suppress(OSError):
            self.close()


def _judge(error: Exception, *, handing_over: bool) -> Delivery:
    words = _words(error)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return _by_code(next(iter(error.recipients.values()))[0], words)
    if isinstance(error, smtplib.SMTPResponseException) and 400 <= error.smtp_code < 600:
        return _by_code(error.smtp_code, words)
    if handing_over:
        reason = f"The connection broke while the message was handed over: {words}"
        return Delivery(Outcome.DOUBTFUL, reason, server_is_reachable=False)
    if isinstance(error, ValueError | smtplib.SMTPNotSupportedError):
        return Delivery(Outcome.REFUSED, f"The message cannot be sent like this: {words}")
    reason = f"The connection broke before the message was handed over: {words}"
    return Delivery(Outcome.TRY_AGAIN, reason, server_is_reachable=False)


def _by_code(code: int, words: str) -> Delivery:
    """A refusal in so many words is no doubt: 4xx for now, 5xx for good (RFC 5321, 4.2.1)."""
    outcome = Outcome.TRY_AGAIN if code < 500 else Outcome.REFUSED
    return Delivery(outcome, f"The mail server answered {words}")


def _words(error: Exception) -> str:
    """The server's reply with its code, or the fault's text."""
    reply: bytes | str
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, reply = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, reply = error.smtp_code, error.smtp_error
    else:
        return str(error) or type(error).__name__
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else str(reply)
    return f"{code} {text}"
