"""The local mailbox: a real SMTP conversation ends as a file, and nowhere else."""

import mailbox
import smtplib
import socket
import subprocess
import sys
from email.message import EmailMessage

from tests.config.servers_of_ones_own import CHECKOUT
from tests.patience import PATIENCE


def test_a_message_is_kept_with_its_hidden_recipients(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        host, port = listening.getsockname()
        sink = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "config.mail_sink",
                str(listening.fileno()),
                str(tmp_path / "mail"),
            ],
            cwd=CHECKOUT,
            pass_fds=[listening.fileno()],
        )
    message = EmailMessage()
    message["Subject"] = "Reunión el 1 de diciembre"
    message.set_content("A milestone falls due.")
    with smtplib.SMTP(host, port, timeout=PATIENCE) as connection:
        connection.send_message(
            message, "desk@demo.example", ["lead@demo.example", "b@demo.example"]
        )
    sink.terminate()
    sink.wait()
    (kept,) = mailbox.Maildir(tmp_path / "mail")
    assert kept["X-Envelope-To"] == "lead@demo.example, b@demo.example"
    assert "A milestone falls due." in kept.get_payload()
