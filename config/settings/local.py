"""The two commands on one machine: embedded servers, demonstration county, mail to the mailbox."""

from config.settings.base import *  # noqa: F403
from config.settings.base import VAR, env

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env("SECRET_KEY", default="") or "local-only: " + "not a secret, refused in production"
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
DEMONSTRATION = env.bool("DESK_DEMONSTRATION", default=True)

# `make run` delivers here by real SMTP; the mailbox page reads it.
MAILBOX_DIR = VAR / "mailbox"
# A newcomer tries the desk in the evening as well, and this mail wakes nobody.
OFFICE_HOURS_ONLY = env.bool("DESK_OFFICE_HOURS", default=False)
