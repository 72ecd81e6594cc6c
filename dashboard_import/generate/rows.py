"""The rows of an indicator file for the fictitious county, by canonical column, as text.

Suppressed as the state does it: below 11 students only the denominator is shown; from 11 on
there is a status; a color only where enough students count in both years.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from dashboard_import.generate.levels import (
    SMALL_DENOMINATOR,
    SMALL_TABLE_INDICATORS,
    accountability_size,
    is_small,
    level_basis,
    scale_of,
)
from dashboard_import.generate.places import FictitiousCounty, FictitiousLea, FictitiousSchool
from dashboard_import.generate.results import (
    DISTANCE_INDICATORS,
    PRIOR_YEARS,
    Histories,
    Result,
    simulate,
)
from dashboard_import.generate.schools import apportion, simulate_schools

SHOWN_FROM = 11
Row = dict[str, str]
# Codes of the academic files that are no student groups: (code, part of whose students, whose
# result it follows, how far it lies from it).
_ACADEMIC_CODES = (
    ("EO", 0.72, "ALL", 6.0),
    ("ELO", 0.90, "EL", -16.0),
    ("RFP", 0.30, "EL", 42.0),
    ("SBA", 0.98, "ALL", 1.5),
    ("CAA", 0.06, "SWD", 30.0),
)


@dataclass(frozen=True)
class Place:
    """What the first columns say: an LEA, or one of its schools."""

    cds: str
    rtype: str
    grades: str
    school_name: str
    district_name: str
    is_charter: bool
    is_coe: bool
    is_dass: bool
    histories: Histories


@cache
def places_of(lea: FictitiousLea) -> tuple[Place, ...]:
    """The LEA's own row first and, for a district or county office, then its schools."""
    if lea.is_charter:
        return (
            Place(
                lea.cds, "S", lea.grades, lea.name, lea.authorizer, True, False, False,
                simulate(lea),
            ),
        )  # fmt: skip
    is_coe = lea.kind == "coe"
    own = Place(lea.cds, "D", lea.grades, "", lea.name, False, is_coe, False, simulate(lea))
    schools = simulate_schools(lea).items()
    return own, *(_school(lea, school, is_coe, histories) for school, histories in schools)


def _school(
    lea: FictitiousLea, school: FictitiousSchool, is_coe: bool, histories: Histories
) -> Place:
    return Place(
        cds=school.cds,
        rtype="S",
        grades=school.grades,
        school_name=school.name,
        district_name=lea.name,
        is_charter=False,
        is_coe=is_coe,
        is_dass=school.is_dass,
        histories=histories,
    )


def flag(is_true: bool, otherwise: str = "") -> str:
    return "Y" if is_true else otherwise


def tenth(value: float) -> str:
    """A figure as the files print it."""
    return f"{value + 0.0:.1f}".replace("-0.0", "0.0")


def identity_columns(place: Place, county: FictitiousCounty, group: str, year: int) -> Row:
    """Who the row is about, and the year as it is written in that year's files."""
    return {
        "cds": place.cds,
        "rtype": place.rtype,
        "schoolname": place.school_name,
        "districtname": place.district_name,
        "countyname": county.name,
        "charter_flag": flag(place.is_charter),
        "coe_flag": flag(place.is_coe),
        "dass_flag": flag(place.is_dass),
        "studentgroup": group,
        "reportingyear": "2017f" if year == 2017 else str(year),
    }


def _figures(prefix: str, result: Result | None) -> Row:
    if result is None:
        return {}
    row = {f"{prefix}denom": str(result.denominator)}
    if result.denominator >= SHOWN_FROM:
        row[f"{prefix}status"] = tenth(result.value)
        if result.numerator is not None:
            row[f"{prefix}numer"] = str(result.numerator)
    return row


def _levels(place: Place, indicator: str, year: int, now: Result, prior: Result | None) -> Row:
    scale = scale_of(indicator, place.grades, year)
    row = {"statuslevel": "0", "changelevel": "0", "color": "0", "box": "0"}
    if now.denominator < SHOWN_FROM:
        return row
    status = scale.status_level(round(now.value, 1))
    row["statuslevel"] = str(status)
    if prior is None or prior.denominator < SHOWN_FROM:
        return row
    change = round(now.value - prior.value, 1)
    change_level = scale.change_level(change, small=is_small(indicator, now.denominator))
    return row | {
        "change": tenth(change),
        "changelevel": str(change_level),
        "color": str(scale.color_of(status, change_level)),
        "box": str(50 * (5 - status) + 10 * change_level),
    }


def result_columns(
    place: Place, group: str, indicator: str, year: int, history: dict[int, Result]
) -> Row:
    """Denominators, figures, levels and the flags that say whether they count."""
    now, prior = history[year], history.get(PRIOR_YEARS.get(year, 0))
    row = _figures("curr", now) | _figures("prior", prior)
    row |= _levels(place, indicator, year, now, prior)
    size = accountability_size(place.rtype, group)
    has_now = now.denominator >= size
    has_prior = prior is not None and prior.denominator >= size
    if level_basis(indicator, year) != "color" or not (has_now and has_prior):
        row |= {"color": "0", "box": "0"}
    otherwise = "N" if indicator in {"GRAD", "ELPI"} else ""
    row["currnsizemet"] = flag(has_now, otherwise)
    row["priornsizemet"] = flag(has_prior, otherwise)
    row["accountabilitymet"] = flag(has_now and has_prior, otherwise)
    if indicator in SMALL_TABLE_INDICATORS:
        is_few = now.denominator < SMALL_DENOMINATOR
        row["smalldenom"] = flag(is_few, "N" if year < 2022 else "")
    return row


def _academic_columns(place: Place, year: int, row: Row) -> Row:
    denominator = int(row["currdenom"])
    enrolled = denominator + denominator // 40
    columns = {
        "hscutpoints": flag(place.grades == "high"),
        "currprate_enrolled": str(enrolled),
        "currprate_tested": str(denominator),
        "currprate": tenth(round(100 * denominator / enrolled)) if enrolled else "",
        "currnumprloss": "0",
        "currdenom_withoutprloss": row["currdenom"],
        "currstatus_withoutprloss": row.get("currstatus", ""),
        "priordenom_withoutprloss": row.get("priordenom", ""),
        "priorstatus_withoutprloss": row.get("priorstatus", ""),
    }
    # The state leaves the flag of some county offices blank in these years.
    return columns | ({"coe_flag": ""} if year in {2022, 2023} else {})


def _size_groups(row: Row) -> Row:
    sizes = ((30, "30 and Up"), (11, "11 to 29"), (0, "0 to 10"))
    return {
        f"{prefix}nsizegroup": next(word for least, word in sizes if int(count) >= least)
        for prefix in ("curr", "prior")
        if (count := row.get(f"{prefix}denom"))
    }


def _progress_columns(place: Place, year: int, row: Row) -> Row:
    if "currnumer" not in row:
        return _size_groups(row)
    denominator, numerator = int(row["currdenom"]), int(row["currnumer"])
    kept_level = numerator // 12
    declined = (denominator - numerator) // 3
    parts = {
        "currprogressed": numerator - kept_level,
        "currmaintainpl4": kept_level,
        "currmaintainoth": denominator - numerator - declined,
        "currdeclined": declined,
    }
    columns = _size_groups(row) | {name: str(count) for name, count in parts.items()}
    columns |= {f"pct{name}": tenth(100 * count / denominator) for name, count in parts.items()}
    return columns | {"curr95": "0", "flag95pct": "Y"} | _early_progress_columns(row)


def _early_progress_columns(row: Row) -> Row:
    """The test of 2017, and the performance levels of 2018."""
    denominator, numerator = int(row["currdenom"]), int(row["currnumer"])
    reclassified = denominator // 7
    columns = {
        "currtesters": str(denominator - reclassified),
        "curradvanced": str(max(numerator - reclassified - denominator // 3, 0)),
        "currmaintained": str(denominator // 3),
        "currrfeps": str(reclassified),
        "currltels": "0",
        "pltotct": str(denominator),
    }
    levels = apportion(denominator, [0.20, 0.27, 0.33, 0.20], [denominator] * 4)
    for number, count in enumerate(levels, start=1):
        columns[f"pl_{number}"] = str(count)
        columns[f"pl{number}_pct"] = tenth(100 * count / denominator)
    return columns


def _college_columns(place: Place, year: int, row: Row) -> Row:
    if "currnumer" not in row:
        return {}
    denominator, prepared = int(row["currdenom"]), int(row["currnumer"])
    approaching = (denominator - prepared) // 3
    parts = {
        "curr_prep": prepared,
        "curr_aprep": approaching,
        "curr_nprep": denominator - prepared - approaching,
    }
    columns = {name: str(count) for name, count in parts.items()}
    return columns | {
        f"{name}_pct": tenth(100 * count / denominator) for name, count in parts.items()
    }


def _graduation_columns(place: Place, year: int, row: Row) -> Row:
    return {"fiveyrnumer": "0", "cal_method": "N/A"}


def _suspension_columns(place: Place, year: int, row: Row) -> Row:
    if place.rtype == "D":
        types = {"elementary": "ED", "high": "HD"}
        return {"type": types.get(place.grades, "UD")}
    return {"type": {"middle": "MS", "high": "HS"}.get(place.grades, "ES")}


_OWN_COLUMNS: dict[str, Callable[[Place, int, Row], Row]] = {
    "ELA": _academic_columns,
    "MATH": _academic_columns,
    "SCIENCE": _academic_columns,
    "ELPI": _progress_columns,
    "CCI": _college_columns,
    "GRAD": _graduation_columns,
    "SUSP": _suspension_columns,
}


def _other_codes(place: Place, indicator: str) -> Histories:
    """Rows of the academic files that are no student groups and carry levels all the same."""
    if indicator not in DISTANCE_INDICATORS:
        return {}
    return {
        (indicator, code): {
            year: Result(count, None, round(result.value + distance, 1))
            for year, result in place.histories.get((indicator, whose), {}).items()
            if (count := round(result.denominator * part))
        }
        for code, part, whose, distance in _ACADEMIC_CODES
    }


def indicator_rows(county: FictitiousCounty, indicator: str, year: int) -> Iterator[Row]:
    """The rows of one file, by CDS code and student group."""
    places = [place for lea in county.leas for place in places_of(lea)]
    for place in sorted(places, key=lambda place: place.cds):
        histories = place.histories | _other_codes(place, indicator)
        for (code, group), history in sorted(histories.items()):
            if code != indicator or year not in history or (group == "LTEL" and year < 2024):
                continue
            row = identity_columns(place, county, group, year) | {"indicator": indicator}
            row |= result_columns(place, group, indicator, year, history)
            if indicator in _OWN_COLUMNS:
                row |= _OWN_COLUMNS[indicator](place, year, row)
            if indicator == "CCI":
                everybody = histories["CCI", "ALL"][year].denominator
                row["studentgroup_pct"] = tenth(100 * history[year].denominator / everybody)
            yield row
