"""Runs the scenarios, all or those named: python -m soak [ONLY=]worker.

Each prints lines of name, figure and whether it holds; exit status 1 when one falls short. It takes
minutes, with servers and files of its own below the data directory.
"""

from __future__ import annotations

import os
import shutil
import sys
from importlib import import_module

import django

from config import embedded
from config.only import chosen
from soak.report import Report
from soak.servers import OwnServers

SCENARIOS = {
    "worker": "soak.worker_killed",
    "broker": "soak.broker_gone",
    "database": "soak.database_killed",
    "disk": "soak.disk_full",
    "statewide": "soak.statewide",
    "mutated": "soak.mutated_files",
}


def main(arguments: list[str]) -> int:
    wanted = chosen(arguments, SCENARIOS, kind="scenario")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
    var = embedded.places_of().var / "soak"
    shutil.rmtree(var, ignore_errors=True)
    os.environ["DESK_VAR"] = str(var)
    report = Report()
    try:
        with OwnServers(var) as servers:
            django.setup()  # only now: the settings read the addresses of the servers
            from soak.desk import Desk

            desk = Desk(servers)
            for name in wanted:
                import_module(SCENARIOS[name]).run(desk, report)
            desk.stop()
    except embedded.EmbeddedServerError as error:
        sys.exit(str(error))
    shutil.rmtree(var, ignore_errors=True)
    return report.exit_status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
