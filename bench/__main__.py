"""Runs the measurements, all or the one named: python -m bench [ONLY=]import.

Exit status 0 also where a figure falls short: a busy machine is no fault of the program.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module

from bench.database import own_database
from config import embedded
from config.only import chosen

MEASUREMENTS = {"import": "bench.imports", "eligibility": "bench.eligibility"}


def main(arguments: list[str]) -> None:
    wanted = chosen(arguments, MEASUREMENTS, kind="measurement")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
    # Servers and files of its own, beside those of `make run`, with the same durability.
    var = embedded.places_of().var / "bench"
    os.environ["DESK_VAR"] = str(var)
    try:
        with embedded.servers(var):
            for name in wanted:
                with own_database():
                    import_module(MEASUREMENTS[name]).measure()
    except embedded.EmbeddedServerError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main(sys.argv[1:])
