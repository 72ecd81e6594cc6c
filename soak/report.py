"""Lines of name, figure and verdict, and the exit status that they come to."""

from __future__ import annotations


class Report:
    """Prints as it goes, so that a person sees where it is; `exit_status` is 1 after a fall."""

    def __init__(self) -> None:
        self.exit_status = 0

    def head(self, title: str) -> None:
        """The title of a scenario."""
        print(title, flush=True)

    def line(self, name: str, figure: str, *, holds: bool) -> None:
        """A figure, and whether it is what it should be."""
        if not holds:
            self.exit_status = 1
        print(f"  {name:<58} {figure:>16}  {'holds' if holds else 'falls short'}", flush=True)

    def of(self, name: str, good: int, tried: int) -> None:
        """How many of the tries went well; all must."""
        self.line(name, f"{good} of {tried}", holds=good == tried > 0)

    def fall(self, what: str) -> None:
        """Says what was found wrong, below the line it belongs to."""
        print(f"    {what}", flush=True)

    def not_run(self, name: str, reason: str) -> None:
        """A scenario that cannot be had on this machine; no fall."""
        print(f"  {name:<58} {'':>16}  not run: {reason}", flush=True)
