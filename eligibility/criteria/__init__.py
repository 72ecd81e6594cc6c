"""The criteria of each Dashboard year, as dated data: one YAML file a year in this directory.

`load_criteria(year)` reads and checks a file. A year without its file is refused: criteria are
never guessed from another year.
"""

from eligibility.criteria.loading import (
    CriteriaError,
    MissingCriteriaError,
    criteria_text,
    criteria_years,
    load_all_criteria,
    load_criteria,
    parse_criteria,
)
from eligibility.criteria.model import Criteria

__all__ = [
    "Criteria",
    "CriteriaError",
    "MissingCriteriaError",
    "criteria_text",
    "criteria_years",
    "load_all_criteria",
    "load_criteria",
    "parse_criteria",
]
