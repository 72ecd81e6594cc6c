"""What the page of an LEA calls it, who helps it and why, in everyday words. Pure.

A charter school is no district, and a county office is helped by the state: each kind of LEA
(district, coe, charter) reads of itself and of its own section of the Education Code.
"""

from __future__ import annotations

from dataclasses import dataclass

from county_office import words
from eligibility.criteria import Criteria
from eligibility.criteria.model import MET_IN_EACH_YEAR

CHARTER = "charter"


@dataclass(frozen=True)
class PlaceWords:
    """What an LEA is called on its own page; who the law says must help it, in a sentence and at
    its beginning."""

    place: str
    helper: str
    your_helper: str


# EC 52071 and 47607.3: the county superintendent; EC 52071.5: the state's.
_STATE = "California Department of Education"
_PLACES = {
    "district": PlaceWords("district", "the county office", "Your county office"),
    CHARTER: PlaceWords("school", "the county office", "Your county office"),
    "coe": PlaceWords("county office", f"the {_STATE}", f"The {_STATE}"),
}


def place_words(kind: str) -> PlaceWords:
    """The words of a kind of LEA; a district's for what the state runs itself."""
    return _PLACES.get(kind, _PLACES["district"])


def law_words(criteria: Criteria, kind: str) -> str:
    """ "Education Code 47607.3": by which an LEA of that kind is helped; "" where the year's
    criteria name nothing."""
    return criteria.law.get(kind, "").replace("EC ", "Education Code ")


def why_sentence(criteria: Criteria, kind: str, groups: int) -> str:
    """How many groups had very low results, "" where no group is the reason. A charter school must
    have met the rules on each Dashboard that its criteria name."""
    if not groups:
        return ""
    counted = "one group" if groups == 1 else f"{words.number_word(groups)} groups"
    results = f"{counted} of your students had very low results in at least two areas."
    rule = criteria.charter if kind == CHARTER else None
    if rule is None or rule.kind != MET_IN_EACH_YEAR:
        return f"On the {criteria.year} California School Dashboard, {results}"
    years = words.listed([str(year) for year in rule.years])
    return (
        "Your school met the state’s rules for help in two consecutive years, on the California "
        f"School Dashboards of {years}. On the newer one, {results}"
    )
