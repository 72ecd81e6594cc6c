"""Statewide files of invented LEAs, in any year's exact layout, for measuring and long tests.

Real county codes, district codes that the state does not use (9xxxx; county offices 10xx9), and
names that say that they are fictitious. Figures are drawn at random and tell no story.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from county_office.student_groups import groups_of_year
from dashboard_import.generate.levels import (
    SMALL_DENOMINATOR,
    SMALL_TABLE_INDICATORS,
    level_basis,
    scale_of,
)
from dashboard_import.generate.other_rows import LOCAL_INDICATOR_NAMES
from dashboard_import.generate.results import DISTANCE_INDICATORS, PRIOR_YEARS
from dashboard_import.generate.rows import SHOWN_FROM
from dashboard_import.layouts import Layout

COUNTY_OFFICES = 58
ROWS_OF_A_PLACE = 16
_USUAL_VALUES = {"ELPI": 50, "GRAD": 88, "CHRO": 14, "SUSP": 4, "CCI": 42}
_SPREADS = {"ELPI": 9, "GRAD": 8, "CHRO": 7, "SUSP": 3, "CCI": 14}
_GROUP_SHARES = {
    "ALL": 1.0, "HI": 0.56, "SED": 0.62, "WH": 0.21, "EL": 0.19, "SWD": 0.13, "AS": 0.09,
    "AA": 0.05, "MR": 0.04, "HOM": 0.04, "LTEL": 0.04, "FI": 0.02, "FOS": 0.006, "AI": 0.005,
    "PI": 0.004, "EO": 0.55, "ELO": 0.17, "RFP": 0.06,
}  # fmt: skip


@dataclass(frozen=True)
class Size:
    """How large a state to invent; the usual figures make about 176,000 rows an indicator."""

    schools: int = 10_000
    districts_and_county_offices: int = 1_000
    charters: int = 1_200


def _districts(size: Size) -> pd.DataFrame:
    numbers = np.arange(size.districts_and_county_offices)
    is_coe = numbers < COUNTY_OFFICES
    counties = numbers % COUNTY_OFFICES + 1
    codes = [
        f"{county:02d}10{county:02d}9" if coe else f"{county:02d}9{number:04d}"
        for number, county, coe in zip(numbers, counties, is_coe, strict=True)
    ]
    names = [
        f"Fictitious County Office of Education {number + 1:02d}" if coe
        else f"Fictitious Unified {number:04d}"
        for number, coe in zip(numbers, is_coe, strict=True)
    ]  # fmt: skip
    return pd.DataFrame({"code": codes, "districtname": names, "is_coe": is_coe})


def places_of_state(size: Size) -> pd.DataFrame:
    """The state, the districts and county offices, and the schools: the first columns."""
    districts = _districts(size)
    numbers = np.arange(size.schools)
    of_district = districts.iloc[numbers % len(districts)].reset_index(drop=True)
    schools = pd.DataFrame(
        {
            "cds": of_district["code"] + [f"9{number:06d}" for number in numbers],
            "rtype": "S",
            "schoolname": [f"Fictitious School {number:05d}" for number in numbers],
            "districtname": of_district["districtname"],
            "charter_flag": np.where(numbers < size.charters, "Y", ""),
            "coe_flag": np.where(of_district["is_coe"], "Y", ""),
        }
    )
    own = pd.DataFrame(
        {
            "cds": districts["code"] + "0000000",
            "rtype": "D",
            "schoolname": "",
            "districtname": districts["districtname"],
            "charter_flag": "",
            "coe_flag": np.where(districts["is_coe"], "Y", ""),
        }
    )
    state = pd.DataFrame({"cds": ["0" * 14], "rtype": ["X"]})
    places = pd.concat([state, own, schools], ignore_index=True).fillna("")
    places["countyname"] = "Fictitious " + places["cds"].str[:2]
    places.loc[0, "countyname"] = ""
    places["dass_flag"] = ""
    per_school = places["rtype"].map({"X": 500_000, "D": 5_000, "S": 520})
    draw = np.random.default_rng(len(places))
    places["students"] = (per_school * draw.lognormal(0, 0.7, len(places))).astype(int) + 20
    return places.sort_values("cds", ignore_index=True)


def _codes_of(layout: Layout) -> list[str]:
    groups = sorted(groups_of_year(layout.year))
    if layout.indicator == "ELPI":
        return [group for group in groups if group in {"EL", "LTEL"}]
    if layout.indicator == "ENROLLMENT":
        return groups
    return sorted(["ALL", *groups, "EO", "ELO", "RFP"][:ROWS_OF_A_PLACE])


def _figures(
    indicator: str, denominators: NDArray[np.int_], draw: np.random.Generator
) -> tuple[NDArray[np.int_], NDArray[np.float64]]:
    """Numerators (0 for distances) and unrounded figures."""
    if indicator in DISTANCE_INDICATORS:
        return np.zeros_like(denominators), draw.normal(-25, 45, len(denominators))
    usual = draw.normal(_USUAL_VALUES[indicator], _SPREADS[indicator], len(denominators))
    numerators = draw.binomial(denominators, np.clip(usual, 0.2, 99.8) / 100)
    return numerators, 100 * numerators / np.maximum(denominators, 1)


def _measure_of(layout: Layout) -> str:
    """The indicator whose figures a file has; the supplements of grade 11 are academic too."""
    return layout.indicator.removesuffix("_GRADE_11")


def _whole(numbers: NDArray[np.int_], shown: NDArray[np.bool_] | None = None) -> pd.Series:
    """Whole numbers, empty where they are not shown."""
    series = pd.Series(numbers, dtype="Int64")
    return series if shown is None else series.where(shown)


def _level_columns(
    layout: Layout, rows: pd.DataFrame, values: NDArray[np.float64], changes: NDArray[np.float64]
) -> dict[str, NDArray[np.int_]]:
    """Status, change and color; `changes` is nan where there is none, and so is no level."""
    indicator = _measure_of(layout)
    scale = scale_of(indicator, "unified", layout.year)
    counted = rows["denominator"].to_numpy()
    status = np.where(counted >= SHOWN_FROM, scale.status_level(np.round(values, 1)), 0)
    small: NDArray[np.bool_] = (counted < SMALL_DENOMINATOR) & (
        layout.indicator in SMALL_TABLE_INDICATORS
    )
    few, many = scale.change_level(changes, small=True), scale.change_level(changes)
    change: NDArray[np.int_] = np.select([np.isnan(changes), small], [0, few], default=many)
    has_color = (rows["accountabilitymet"] == "Y") & (change > 0)
    has_color &= level_basis(indicator, layout.year) == "color"
    color = scale.color_of(np.maximum(status, 1), np.maximum(change, 1))
    return {
        "statuslevel": status,
        "changelevel": change,
        "color": np.where(has_color, color, 0),
        "box": np.where(has_color, 50 * (5 - status) + 10 * change, 0),
    }


def _result_columns(layout: Layout, rows: pd.DataFrame, draw: np.random.Generator) -> None:
    """Adds the figures of this year and the year before, with levels and flags."""
    indicator = _measure_of(layout)
    counted = rows["denominator"].to_numpy()
    before = np.maximum(counted + draw.integers(-6, 7, len(rows)), 0)
    numerators, values = _figures(indicator, counted, draw)
    prior_numerators, prior_values = _figures(indicator, before, draw)
    if indicator in DISTANCE_INDICATORS:
        prior_values = values + 0.15 * prior_values
    shown, prior_shown = counted >= SHOWN_FROM, before >= SHOWN_FROM
    has_change = shown & prior_shown & (layout.year in PRIOR_YEARS)
    changes = np.where(has_change, np.round(values - prior_values, 1) + 0.0, np.nan)
    is_small_group = rows["studentgroup"].isin(["FOS", "HOM", "LTEL"])
    needed = np.where((rows["rtype"] == "D") & is_small_group, 15, 30)
    rows["currdenom"] = _whole(counted)
    rows["currstatus"] = np.where(shown, np.round(values, 1) + 0.0, np.nan)
    rows["priordenom"] = _whole(before)
    rows["priorstatus"] = np.where(prior_shown, np.round(prior_values, 1) + 0.0, np.nan)
    rows["change"] = changes
    rows["currnsizemet"] = np.where(counted >= needed, "Y", "")
    rows["priornsizemet"] = np.where(before >= needed, "Y", "")
    rows["accountabilitymet"] = np.where(np.minimum(counted, before) >= needed, "Y", "")
    rows["smalldenom"] = np.where(counted < SMALL_DENOMINATOR, "Y", "")
    for name, levels in _level_columns(layout, rows, values, changes).items():
        rows[name] = levels
    rows["currnumer"] = rows["curr_prep"] = _whole(numerators, shown)
    rows["priornumer"] = _whole(prior_numerators, prior_shown)
    rows["pltotct"] = rows["currdenom"]


def _participation_columns(rows: pd.DataFrame, draw: np.random.Generator) -> None:
    """Adds who was enrolled and tested in both years, as each row of an academic file has it, down
    to the smallest groups; a row in a hundred has students who were counted with the lowest score.
    """
    for when in ("curr", "prior"):
        tested = rows[f"{when}denom"].to_numpy(dtype=int)
        enrolled = tested + draw.binomial(tested, 0.03)
        lost = np.where(draw.random(len(rows)) < 0.01, draw.binomial(tested, 0.02), 0)
        rows[f"{when}prate_enrolled"], rows[f"{when}prate_tested"] = enrolled, tested
        rows[f"{when}prate"] = np.round(100 * tested / np.maximum(enrolled, 1))
        rows[f"{when}numprloss"] = _whole(lost, lost > 0)
        rows[f"{when}denom_withoutprloss"] = tested - lost
        rows[f"{when}status_withoutprloss"] = rows[f"{when}status"]


def _indicator_frame(layout: Layout, places: pd.DataFrame) -> pd.DataFrame:
    codes = _codes_of(layout)
    draw = np.random.default_rng([layout.year, *layout.indicator.encode()])
    rows = places.loc[places.index.repeat(len(codes))].reset_index(drop=True)
    rows["studentgroup"] = np.tile(codes, len(places))
    shares = np.tile([_GROUP_SHARES[code] for code in codes], len(places))
    students = rows["students"].to_numpy() * shares * draw.uniform(0.5, 1.5, len(rows))
    rows["denominator"] = students.round().astype(int)
    rows["indicator"] = layout.indicator
    rows["reportingyear"] = "2017f" if layout.year == 2017 else str(layout.year)
    rows["type"] = "UD"
    if layout.indicator == "ENROLLMENT":
        rows["totalenrollment"] = rows["students"]
        rows["subgrouptotal"] = np.minimum(rows["denominator"], rows["students"])
        rows["rate"] = (100 * rows["subgrouptotal"] / rows["students"]).round(1)
    else:
        _result_columns(layout, rows, draw)
        if layout.indicator in DISTANCE_INDICATORS:
            _participation_columns(rows, draw)
    return rows


def _local_frame(layout: Layout, places: pd.DataFrame) -> pd.DataFrame:
    leas = places[(places["rtype"] == "D") | (places["charter_flag"] == "Y")]
    if layout.indicator == "LOCAL":
        leas = leas.merge(pd.DataFrame({"localindicator": LOCAL_INDICATOR_NAMES.values()}), "cross")
    draw = np.random.default_rng([layout.year, *layout.indicator.encode()])
    words = draw.choice(["Met", "Not Met"], len(leas), p=[0.97, 0.03])
    priority = layout.indicator.removeprefix("LOCAL_P")
    return leas.assign(performance=words, priority=priority, reportingyear=str(layout.year))


def write_statewide_file(layout: Layout, path: Path, size: Size | None = None) -> int:
    """Writes an invented statewide file of a text layout; returns the number of rows."""
    if layout.is_workbook:
        raise ValueError(f"{layout.file_name} is a workbook; statewide files are text.")
    places = places_of_state(size or Size())
    is_local = layout.indicator.startswith("LOCAL")
    frame = _local_frame(layout, places) if is_local else _indicator_frame(layout, places)
    names = layout.canonical_columns
    lacking = [name for name in names if name not in frame.columns]
    frame = pd.concat([frame, pd.DataFrame("", index=frame.index, columns=lacking)], axis=1)
    frame = frame[list(names)]
    frame.columns = pd.Index(layout.columns)
    frame.to_csv(path, sep=layout.delimiter, index=False, float_format="%.1f", lineterminator="\n")
    return len(frame)
