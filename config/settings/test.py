"""The test suite: real PostgreSQL, real broker, real SMTP server, strict templates."""

from config.settings.base import *  # noqa: F403
from config.settings.base import TEMPLATES, VAR

SECRET_KEY = "test-only"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
DEMONSTRATION = True
MAILBOX_DIR = VAR / "mailbox"
OFFICE_HOURS_ONLY = False  # the tests of office hours switch it on
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = "UNDEFINED TEMPLATE VARIABLE: %s"  # type: ignore[index]
