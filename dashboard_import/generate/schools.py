"""A district's results divided among its schools, so that the schools add up to the district."""

from __future__ import annotations

import math
from functools import cache

from dashboard_import.generate.places import FictitiousLea, FictitiousSchool, between, deviation_for
from dashboard_import.generate.results import DISTANCE_INDICATORS, Histories, Result, simulate

# How much of a school's students an indicator counts, by the grades that it serves.
_SERVED = {
    "elementary": {"ELA": 0.45, "MATH": 0.45, "CHRO": 1.0, "SUSP": 1.0, "ELPI": 0.85,
                   "SCIENCE": 0.14},
    "k8": {"ELA": 0.66, "MATH": 0.66, "CHRO": 1.0, "SUSP": 1.0, "ELPI": 0.9, "SCIENCE": 0.22},
    "middle": {"ELA": 1.0, "MATH": 1.0, "CHRO": 1.0, "SUSP": 1.0, "ELPI": 1.0, "SCIENCE": 0.33},
    "high": {"ELA": 0.24, "MATH": 0.24, "SUSP": 1.0, "GRAD": 0.23, "CCI": 0.23, "ELPI": 1.0,
             "SCIENCE": 0.25},
    "office": {"ELA": 0.2, "MATH": 0.2, "CHRO": 0.4, "SUSP": 1.0, "GRAD": 0.3, "CCI": 0.3,
               "ELPI": 0.8, "SCIENCE": 0.2},
}  # fmt: skip


def apportion(total: int, weights: list[float], limits: list[int]) -> list[int]:
    """Whole numbers that add up to `total` (or to all limits), near the weights, none above its
    limit: the largest remainders get what is left over."""
    total = min(total, sum(limits))
    scale = total / (sum(weights) or 1.0)
    shares = [min(weight * scale, limit) for weight, limit in zip(weights, limits, strict=True)]
    parts = [math.floor(share) for share in shares]
    order = sorted(range(len(parts)), key=lambda index: parts[index] - shares[index])
    while sum(parts) < total:
        for index in order:
            if parts[index] < limits[index] and sum(parts) < total:
                parts[index] += 1
    return parts


@cache
def _tendency(school: FictitiousSchool, indicator: str) -> float:
    """How a school differs from its district, the same every year."""
    return deviation_for(school.cds, indicator)


def _divide(
    whole: Result, schools: list[FictitiousSchool], weights: list[float], indicator: str
) -> list[Result]:
    counts = apportion(whole.denominator, weights, [whole.denominator] * len(schools))
    tendencies = [_tendency(school, indicator) for school in schools]
    if indicator in DISTANCE_INDICATORS or whole.numerator is None:
        middle = sum(c * t for c, t in zip(counts, tendencies, strict=True)) / whole.denominator
        return [
            Result(count, None, round(whole.value + 14 * (tendency - middle), 1))
            for count, tendency in zip(counts, tendencies, strict=True)
        ]
    # The part that is rarer varies from school to school: the absent, or those not graduating.
    is_rare = 2 * whole.numerator <= whole.denominator
    rare = whole.numerator if is_rare else whole.denominator - whole.numerator
    leaning = [c * math.exp(0.3 * t) for c, t in zip(counts, tendencies, strict=True)]
    parts = apportion(rare, leaning, counts)
    numerators = parts if is_rare else [c - part for c, part in zip(counts, parts, strict=True)]
    return [
        Result(count, numerator, 100 * numerator / count if count else 0.0)
        for count, numerator in zip(counts, numerators, strict=True)
    ]


def simulate_schools(lea: FictitiousLea) -> dict[FictitiousSchool, Histories]:
    """The results of each school of a district or county office."""
    divided: dict[FictitiousSchool, Histories] = {school: {} for school in lea.schools}
    for (indicator, group), years in simulate(lea).items():
        serving = [school for school in lea.schools if indicator in _SERVED[school.grades]]
        if not serving:
            continue
        weights = [
            school.students
            * _SERVED[school.grades][indicator]
            * between(0.7, 1.3, school.cds, group)
            for school in serving
        ]
        for year, whole in years.items():
            parts = _divide(whole, serving, weights, indicator)
            for school, part in zip(serving, parts, strict=True):
                if part.denominator:
                    divided[school].setdefault((indicator, group), {})[year] = part
    return divided
