"""Puts each fault into the law and runs the pure tests.

    python -m mutants [part of a name] [--processes N]

A fault that no test notices survives. Each survivor needs a reason in `survivors.yaml` why it
changes no outcome. Exit status 1 for a survivor without a reason; a reason whose fault no longer
survives, or no longer exists, is said.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import time
from collections.abc import Iterator, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import find_spec
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import ModuleType

import hypothesis
import pytest
import yaml
from tqdm import tqdm

from mutants.mutation import Mutant, mutants_of

MODULES = (
    "eligibility.rules",
    "eligibility.engine",
    "eligibility.findings",
    "eligibility.criteria.model",
)
# The tests that need no database, those that notice most first.
TESTS = [
    f"tests/eligibility/test_{name}.py"
    for name in (
        "rules",
        "engine",
        "engine_golden",
        "engine_golden_leas",
        "rules_every_state",
        "engine_properties",
    )
]
PYTEST = ["-c", os.devnull, "--rootdir", ".", "--noconftest", "-p", "no:cacheprovider", "-x", "-q"]
SURVIVORS = Path(__file__).with_name("survivors.yaml")
LONGEST = 180.0  # seconds; a fault may also make a loop without an end
FORK = multiprocessing.get_context("fork")


def main(arguments: list[str]) -> int:
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    # The same examples in each run: whether a fault survives must not be a matter of luck.
    hypothesis.settings.register_profile("mutants", derandomize=True, database=None, deadline=None)
    hypothesis.settings.load_profile("mutants")
    parser = argparse.ArgumentParser(prog="python -m mutants")
    parser.add_argument("part", nargs="?", default="", help="only faults with this in their name")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, metavar="N")
    asked = parser.parse_args(arguments)
    part = asked.part
    mutants = [mutant for mutant in _all_mutants() if part in mutant.name]
    if _run([None], 1)[0]:
        print("The tests fail without any fault: run make test first.")
        return 1
    killed = _run(mutants, asked.processes)
    survived = {mutant.name for mutant, dead in zip(mutants, killed, strict=True) if not dead}
    return _report(survived, len(mutants), part)


def _all_mutants() -> Iterator[Mutant]:
    for name in MODULES:
        spec = find_spec(name)
        assert spec  # noqa: S101  (ours)
        assert spec.origin  # noqa: S101
        source = Path(spec.origin).read_text(encoding="utf-8")
        yield from mutants_of(name, source)


def _run(mutants: list[Mutant | None] | list[Mutant], processes: int) -> list[bool]:
    """Whether the tests fail with each fault, `processes` of them at a time."""
    failed = [False] * len(mutants)
    waiting = list(enumerate(mutants))[::-1]
    running: dict[int, tuple[BaseProcess, int, float]] = {}
    with tqdm(total=len(mutants), unit="mutant", disable=None) as bar:
        while waiting or running:
            while waiting and len(running) < processes:
                index, mutant = waiting.pop()
                process = FORK.Process(target=_test, args=(mutant,))
                process.start()
                running[process.sentinel] = (process, index, time.monotonic() + LONGEST)
            wait(list(running), timeout=1)
            for sentinel, (process, index, end) in list(running.items()):
                if process.is_alive() and time.monotonic() < end:
                    continue
                process.kill()
                process.join()
                failed[index] = process.exitcode != 0
                if mutants[index] and not failed[index]:
                    bar.write(f"survives: {_name(mutants[index])}", file=sys.stderr)
                del running[sentinel]
                bar.update()
    return failed


def _name(mutant: Mutant | None) -> str:
    return mutant.name if mutant else "no fault"


def _test(mutant: Mutant | None) -> None:
    """Runs the tests in this process, a fork, with the fault in place of the module."""
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    try:
        if mutant is not None:
            _put_in_place(mutant)
        outcome = int(pytest.main([*PYTEST, *TESTS]))
    except BaseException:  # whatever the fault did, it was noticed
        outcome = 1
    os._exit(min(outcome, 1))


def _put_in_place(mutant: Mutant) -> None:
    """From now on the module is imported with its fault."""
    # What this process has imported already holds on to the module without the fault.
    for name in [name for name in sys.modules if name.partition(".")[0] == "eligibility"]:
        del sys.modules[name]
    sys.meta_path.insert(0, _Finder(mutant))


class _Finder(MetaPathFinder):
    """Finds the one module that has a fault."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != self.mutant.module:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None:
            spec.loader = _Loader(self.mutant)
        return spec


class _Loader(Loader):
    """Runs a module's tree with the fault in it."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.mutant.tree, str(module.__file__), "exec"), module.__dict__)  # noqa: S102


def _report(survived: set[str], total: int, part: str) -> int:
    entries = yaml.safe_load(SURVIVORS.read_text(encoding="utf-8")) or []
    reasons = {entry["mutant"]: entry["reason"] for entry in entries}
    unexplained = sorted(survived - set(reasons))
    outdated = sorted(name for name in set(reasons) - survived if part in name)
    for name in unexplained:
        print(f"survives without a reason: {name}")
    for name in outdated:
        print(f"has a reason and no longer survives: {name}")
    print(
        f"{total} mutants: {total - len(survived)} noticed, {len(survived) - len(unexplained)}"
        f" survive for a reason, {len(unexplained)} without one"
    )
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
