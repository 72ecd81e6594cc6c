"""Whether the web server here is healthy; `python -m config.probe` is the image's check."""

from __future__ import annotations

import contextlib
import http.client
import os
import sys


def healthy(host: str, port: int, *, name: str = "localhost") -> bool:
    """Whether the health page answers, asked for under a name of ALLOWED_HOSTS."""
    connection = http.client.HTTPConnection(host, port, timeout=5)
    with contextlib.closing(connection), contextlib.suppress(OSError, http.client.HTTPException):
        connection.request("GET", "/health/", headers={"Host": name})
        return connection.getresponse().status == http.HTTPStatus.OK
    return False


if __name__ == "__main__":
    first = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".")
    sys.exit(not healthy("127.0.0.1", 8000, name=first))
