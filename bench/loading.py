"""A process of its own that loads one file and tells its memory: python -m bench.loading FILE.

Memory is the most that was resident at once, as the kernel counts it.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from bench.database import own_address

STATUS = Path("/proc/self/status")


@dataclass(frozen=True)
class Loaded:
    """Seconds of the import; MB before it, at most, and at most with the process that it starts
    for a workbook."""

    seconds: float
    memory_before: float
    memory: float
    memory_of_all: float


def load_apart(path: Path) -> Loaded:
    """Imports a file in a process of its own."""
    done = subprocess.run(  # noqa: S603  (our own program)
        [sys.executable, "-m", "bench.loading", str(path)],
        env=os.environ | {"DATABASE_URL": own_address()},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{path.name} was not loaded: {done.stderr}")
    return Loaded(**json.loads(done.stdout))


def peak_memory() -> float:
    """MB of this process. Not ru_maxrss where it can be had otherwise: Linux begins that with what
    the parent had."""
    if STATUS.exists():
        lines = dict(line.split(":", 1) for line in STATUS.read_text().splitlines())
        return int(lines["VmHWM"].split()[0]) / 1024
    return _megabytes(resource.RUSAGE_SELF)


def _megabytes(who: int) -> float:
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return resource.getrusage(who).ru_maxrss / unit


def main(path: Path) -> None:
    """Imports the file, takes it back, and prints what `Loaded` holds."""
    import django

    django.setup()
    from bench.imports import receive_and_stage
    from bench.report import timed
    from dashboard_import.services import remove_batches

    before = peak_memory()
    with timed() as timing:
        batch = receive_and_stage(path)
    memory = peak_memory()
    remove_batches(batches=[batch])
    children = _megabytes(resource.RUSAGE_CHILDREN)
    found = Loaded(timing.seconds, before, memory, memory + children)
    print(json.dumps(found.__dict__))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
