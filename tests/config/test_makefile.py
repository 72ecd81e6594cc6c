"""`make` runs each command whatever folders there are: bench, soak and mutants are folders too."""

import re
from pathlib import Path

MAKEFILE = (Path(__file__).parents[2] / "Makefile").read_text(encoding="utf-8")


def test_no_target_is_taken_for_a_thing_already_made():
    targets = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
    (phony,) = re.findall(r"^\.PHONY: (.+)$", MAKEFILE, re.MULTILINE)

    assert "mutants" in targets
    assert targets == set(phony.split())
