"""ONLY=name of `make bench` and `make soak`, or the name alone; nothing is everything."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence


def chosen(arguments: Sequence[str], among: Iterable[str], *, kind: str) -> list[str]:
    """The names asked for, or all of them. Ends the program with a sentence at an unknown one."""
    known = list(among)
    wanted = [name for name in (each.removeprefix("ONLY=") for each in arguments) if name]
    if unknown := sorted(set(wanted) - set(known)):
        sys.exit(f"There is no {kind} {unknown[0]}. There are: {', '.join(known)}")
    return wanted or known
