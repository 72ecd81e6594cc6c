"""ONLY= of the commands that measure and that kill."""

import pytest

from config.only import chosen

PARTS = {"import": 1, "eligibility": 2}


@pytest.mark.parametrize("arguments", [[], [""], ["ONLY="]])
def test_without_a_name_everything_is_chosen(arguments):
    assert chosen(arguments, PARTS, kind="measurement") == ["import", "eligibility"]


@pytest.mark.parametrize("argument", ["ONLY=eligibility", "eligibility"])
def test_a_name_is_chosen_with_the_word_or_without(argument):
    assert chosen([argument], PARTS, kind="measurement") == ["eligibility"]


def test_an_unknown_name_ends_with_those_that_there_are():
    with pytest.raises(SystemExit, match=r"no measurement pages\. There are: import, eligibility"):
        chosen(["ONLY=pages"], PARTS, kind="measurement")
