"""What a determination makes of a Dashboard year in a case."""

from __future__ import annotations

from assistance_cases.models import YearOfAssistance
from eligibility.models import Determination
from eligibility.rules import DIFFERENTIATED_ASSISTANCE

YEAR_2 = 2


def year_of_assistance(determination: Determination | None, *, is_first: bool) -> YearOfAssistance:
    """Year 1, Year 2 or met again; ON_REQUEST where the LEA is not eligible, or nobody can tell.

    Before 2023 the state counted no years: each determination of assistance is a Year 1.
    """
    if determination is None or determination.status != DIFFERENTIATED_ASSISTANCE:
        return YearOfAssistance.ON_REQUEST
    if determination.da_year == YEAR_2:
        return YearOfAssistance.YEAR_2
    return YearOfAssistance.YEAR_1 if is_first else YearOfAssistance.MET_AGAIN
