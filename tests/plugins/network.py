"""No test reaches beyond this machine: a connection to any other address fails and names it."""

from __future__ import annotations

import ipaddress
import os
import socket
from typing import Any
from urllib.parse import urlsplit

import pytest

# A broker that a person names with REDIS_URL may be elsewhere.
NAMED = {"localhost", urlsplit(os.environ.get("REDIS_URL", "")).hostname or "localhost"}


class NetworkForbiddenError(RuntimeError):
    """A test tried to leave the machine."""


def stays_here(host: object) -> bool:
    if host in NAMED:
        return True
    try:
        return ipaddress.ip_address(str(host).partition("%")[0]).is_loopback
    except ValueError:
        return False


def guard(socket_method: Any) -> Any:
    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family in {socket.AF_INET, socket.AF_INET6} and not stays_here(address[0]):
            self.close()
            raise NetworkForbiddenError(f"A test may not reach {address[0]}:{address[1]}.")
        return socket_method(self, address)

    return guarded


@pytest.fixture(scope="session", autouse=True)
def _stay_on_this_machine() -> Any:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, guard(getattr(socket.socket, name)))
        yield
