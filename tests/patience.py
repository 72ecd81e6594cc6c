"""How long tests wait for what must come, whether it is a page, a worker or a server.

Far longer than it takes anywhere: patience costs nothing where a test passes, and a machine that is
slow and busy is no fault of the code.
"""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE = 60  # seconds


def wait_until(condition: Callable[[], object]) -> None:
    """Returns as soon as it is so; fails when patience ends."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"not so after {PATIENCE} s: {condition}"
        time.sleep(0.02)
