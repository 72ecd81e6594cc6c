"""Commands of tests that start servers of their own, apart from the suite's."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from config.servers.processes import is_locked

CHECKOUT = Path(__file__).resolve().parents[2]
HOLD = """
import json, os, sys
from config import embedded
with embedded.servers():
    state = json.loads(embedded.places_of().state.read_text())
    print(json.dumps(state), flush=True)
    sys.stdin.read()
"""


def environment(var: Path, **more: str) -> dict[str, str]:
    """The environment without the suite's servers, with a data directory of its own."""
    suite = {"DATABASE_URL", "REDIS_URL", "DESK_TEST_DATABASE", "DJANGO_SETTINGS_MODULE"}
    kept = {name: value for name, value in os.environ.items() if name not in suite}
    return kept | {"DESK_VAR": str(var)} | more


class Holder:
    """Another command that uses the servers until it is told to leave."""

    def __init__(self, var: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLD],
            cwd=CHECKOUT,
            env=environment(var),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def state(self) -> dict[str, str | int]:
        """What it knows of its servers, once they answer."""
        assert self.process.stdout
        return dict(json.loads(self.process.stdout.readline()))

    def leave(self) -> None:
        self.process.communicate()

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


def nothing_runs(var: Path) -> bool:
    """Whether no server and no keeper of this data directory is alive."""
    locks = ("servers.lock", "users.lock", "run.lock", "keeper.json")
    return not any(is_locked(var / "run" / name) for name in locks)
