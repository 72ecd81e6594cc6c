"""Production: everything from the environment; refuses to start with what belongs on a laptop."""

from django.core.exceptions import ImproperlyConfigured

from config.settings.base import *  # noqa: F403
from config.settings.base import ALLOWED_HOSTS, SECRET_KEY, env

if env.bool("DEBUG", default=False):
    raise ImproperlyConfigured("DEBUG is on. Remove DEBUG from the environment of production.")
if len(SECRET_KEY) < 50 or "change-me" in SECRET_KEY or SECRET_KEY.startswith("local-only"):
    raise ImproperlyConfigured(
        "SECRET_KEY is missing, short or the example's. Set it to 50 random characters or more: "
        "python3 -c 'import secrets; print(secrets.token_urlsafe(64))'"
    )
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured(
        "ALLOWED_HOSTS is empty. Name the desk's host, such as desk.example.org."
    )
for name in ("DATABASE_URL", "REDIS_URL", "EMAIL_URL"):
    if not env(name, default=""):
        raise ImproperlyConfigured(f"{name} is missing. Set it in the environment.")

MAILBOX_DIR = None  # mail leaves by SMTP; there is no mailbox page
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
