"""The fictitious county: its LEAs, their schools and how many students each student group has."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from statistics import NormalDist
from typing import Any

import yaml

_NORMAL = NormalDist()
PLACES_FILE = Path(__file__).with_name("places.yaml")

RACES = ("AA", "AI", "AS", "FI", "HI", "MR", "PI", "WH")
# Every pupil has at most one race or ethnicity on record; the other groups overlap.
OVERLAPPING = ("EL", "FOS", "HOM", "LTEL", "SED", "SWD")
_USUAL_SHARES = {
    "HI": (0.35, 0.70), "WH": (0.15, 0.35), "AS": (0.02, 0.07), "AA": (0.01, 0.04),
    "FI": (0.005, 0.02), "AI": (0.003, 0.012), "PI": (0.001, 0.006), "MR": (0.02, 0.06),
    "SED": (0.45, 0.80), "EL": (0.10, 0.28), "SWD": (0.10, 0.15), "HOM": (0.02, 0.07),
    "FOS": (0.002, 0.007),
}  # fmt: skip
_STUDENTS_OF_A_SCHOOL = {"elementary": 480, "k8": 520, "middle": 800, "high": 1500, "office": 210}


@dataclass(frozen=True)
class FictitiousSchool:
    """A school: `grades` is elementary, k8, middle, high or office."""

    cds: str
    name: str
    grades: str
    students: int
    is_dass: bool = False


@dataclass(frozen=True)
class FictitiousLea:
    """An LEA with the students of its groups in the reference year."""

    name: str
    cds: str
    kind: str
    grades: str
    students: int
    groups: Mapping[str, int] = field(hash=False)
    growth: float
    authorizer: str = ""
    schools: tuple[FictitiousSchool, ...] = ()

    @property
    def is_charter(self) -> bool:
        return self.kind == "charter"

    @property
    def rtype(self) -> str:
        return "S" if self.is_charter else "D"


@dataclass(frozen=True)
class FictitiousCounty:
    code: str
    name: str
    reference_year: int
    leas: tuple[FictitiousLea, ...]

    def lea(self, name: str) -> FictitiousLea:
        """The LEA of that name; raises KeyError with the name."""
        for lea in self.leas:
            if lea.name == name:
                return lea
        raise KeyError(f"No LEA of the demonstration is named {name}.")


def fraction_for(*key: object) -> float:
    """A number between 0 and 1 that depends on the key alone: the same files on every machine."""
    text = "/".join(str(part) for part in key)
    digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
    return (int.from_bytes(digest, "big") + 0.5) / 2**64


def deviation_for(*key: object) -> float:
    """A number drawn from the standard normal distribution by the key."""
    return _NORMAL.inv_cdf(fraction_for(*key))


def between(least: float, most: float, *key: object) -> float:
    """A number between two others, drawn by the key."""
    return least + (most - least) * fraction_for(*key)


def _groups_of(row: dict[str, Any]) -> dict[str, int]:
    given, students = row.get("groups", {}), row["students"]
    groups = {}
    for group, (least, most) in _USUAL_SHARES.items():
        share = between(least, most, row["cds"], group)
        groups[group] = given.get(group, round(students * share))
    least, most = (0.45, 0.70) if row["grades"] == "high" else (0.12, 0.20)
    share = between(least, most, row["cds"], "LTEL")
    groups["LTEL"] = given.get("LTEL", round(groups["EL"] * share))
    # Nearly everybody has a race or ethnicity on record: the largest of the drawn ones makes up
    # the sum.
    drawn = [race for race in RACES if race not in given]
    if drawn:
        largest = max(drawn, key=lambda race: groups[race])
        others = sum(groups[race] for race in RACES if race != largest)
        groups[largest] = max(0, round(0.985 * students) - others)
    return groups


def _spans(grades: str, students: int) -> list[tuple[str, int]]:
    """The schools of a district as (grades, students)."""
    if grades == "office":
        return [("office", students)]
    parts = {"elementary": {"k8": 1.0}, "high": {"high": 1.0}}.get(grades)
    if parts is None or (grades == "elementary" and students > 1000):
        parts = {"elementary": 0.67, "middle": 0.33}
        if grades == "unified":
            parts = {"elementary": 0.46, "middle": 0.23, "high": 0.31}
    spans = []
    for span, share in parts.items():
        count = max(1, round(students * share / _STUDENTS_OF_A_SCHOOL[span]))
        spans += [(span, round(students * share / count))] * count
    return spans


def _span_of_name(name: str) -> str:
    for word, span in (("Middle", "middle"), ("High", "high"), ("Elementary", "elementary")):
        if name.endswith(word):
            return span
    return "office"


def _schools_of(row: dict[str, Any], names: list[str], first_number: int) -> list[FictitiousSchool]:
    if row.get("kind") == "charter":
        return []
    if "schools" in row:
        shares = {"elementary": 0.16, "middle": 0.22, "high": 0.30, "office": 0.5}
        named = [(name, _span_of_name(name)) for name in row["schools"]]
        spans = [(name, span, round(row["students"] * shares[span])) for name, span in named]
    else:
        endings = {"elementary": "Elementary", "k8": "School", "middle": "Middle", "high": "High"}
        spans = [
            (f"{names.pop()} {endings[span]}", span, students)
            for span, students in _spans(row["grades"], row["students"])
        ]
    return [
        FictitiousSchool(
            cds=f"{row['cds'][:7]}{first_number + index:07d}",
            name=name,
            grades=span,
            students=students,
            is_dass=span == "office",
        )
        for index, (name, span, students) in enumerate(spans)
    ]


def _school_names(words: dict[str, list[str]]) -> list[str]:
    names = [f"{first} {second}" for first in words["first"] for second in words["second"]]
    return sorted(names, key=fraction_for)


@cache
def fictitious_county() -> FictitiousCounty:
    """The county of the demonstration, read from places.yaml."""
    content = yaml.safe_load(PLACES_FILE.read_text(encoding="utf-8"))
    names = _school_names(content["school_names"])
    leas = []
    for index, row in enumerate(content["leas"]):
        leas.append(
            FictitiousLea(
                name=row["name"],
                cds=row["cds"],
                kind=row.get("kind", "district"),
                grades=row["grades"],
                students=row["students"],
                groups=_groups_of(row),
                growth=between(-0.012, 0.010, row["cds"], "growth"),
                authorizer=row.get("authorizer", ""),
                schools=tuple(_schools_of(row, names, 6_990_001 + index * 100)),
            )
        )
    county = content["county"]
    return FictitiousCounty(county["code"], county["name"], content["reference_year"], tuple(leas))
