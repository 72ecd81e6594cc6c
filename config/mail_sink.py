"""The local run's SMTP server: keeps every message as a file, so nothing leaves the machine.

Called by `make run` as `python -m config.mail_sink DESCRIPTOR MAILDIR`, where DESCRIPTOR is a
listening socket. The mailbox page reads the maildir.
"""

from __future__ import annotations

import asyncio
import mailbox
import socket
import sys

from aiosmtpd.smtp import SMTP, Envelope, Session


class Keep:
    """Puts each message into the maildir, with the recipients of its envelope on top."""

    def __init__(self, directory: str) -> None:
        self.maildir = mailbox.Maildir(directory, create=True)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        recipients = ", ".join(envelope.rcpt_tos)
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        self.maildir.add(f"X-Envelope-To: {recipients}\r\n".encode() + content)
        return "250 Kept in the local mailbox"


async def serve(listening: socket.socket, directory: str) -> None:
    keep = Keep(directory)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(keep, hostname="localhost", enable_SMTPUTF8=True, loop=loop), sock=listening
    )
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(socket.socket(fileno=int(sys.argv[1])), sys.argv[2]))
