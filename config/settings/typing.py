"""What mypy's Django plugin loads: settings without servers."""

from config.settings.base import *  # noqa: F403

SECRET_KEY = "typing-only"  # noqa: S105
