"""What is live of each LEA, as the engine takes it: one reading for many LEAs and years.

An LEA keeps its key when its CDS code changes, so each year is read under the code of that year.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from django.db.models import Q

from county_office.models import County, LeaCode
from dashboard_import.selectors import live_batches
from eligibility.criteria import Criteria
from eligibility.criteria.model import FROM_THE_FILE, LocalIndicators
from eligibility.explanation import years_read
from eligibility.findings import PublishedAnswer, YearFacts
from eligibility.live_answers import LOCAL, PUBLISHED, read_published, read_ratings
from eligibility.packed_cells import PackedCells, read_packed_cells
from eligibility.rules import Truth, local_indicators_not_met


@dataclass(frozen=True)
class LeaOverTheYears:
    """An LEA with its code in each year, and what is live of it: facts, and the batches that they
    were read from. `present` are the Dashboards on which it has a live row."""

    pk: int
    kind: str
    codes: Mapping[int, str]
    present: frozenset[int]
    facts: Mapping[int, YearFacts]
    batch_ids: Mapping[int, frozenset[int]]


@dataclass(frozen=True)
class LiveYear:
    """Which batches of one Dashboard year are live: indicator code → county code → batch."""

    year: int
    batches: Mapping[str, Mapping[str, int]]

    def missing(self, criteria: Criteria, county: str) -> frozenset[str]:
        """Indicators that the year's rule reads and that are not live for the county."""
        return frozenset(
            code for code in criteria.files if county not in self.batches.get(code, {})
        )

    def local_codes(self, county: str) -> list[str]:
        """Codes of the local indicator files that are live for the county."""
        return [
            code
            for code, counties in self.batches.items()
            if code.startswith(LOCAL) and county in counties
        ]

    def local_priorities(self, county: str, rule: LocalIndicators) -> frozenset[int]:
        """Priorities of which a live file tells for the county what the rule reads. The summary of
        all priorities knows no "for Two or More Years"."""
        codes = set(self.local_codes(county))
        if LOCAL in codes and rule.rule != FROM_THE_FILE:
            return frozenset(range(1, 11))
        return frozenset(int(code.rpartition("_P")[2]) for code in codes - {LOCAL})

    def has_list(self, county: str) -> bool:
        """Whether the state's assistance status list of the year is live for the county."""
        return county in self.batches.get(PUBLISHED, {})


@dataclass
class YearRows:
    """The live rows of one Dashboard year, by CDS code."""

    live: LiveYear
    cells: PackedCells = field(default_factory=PackedCells)
    ratings: dict[str, dict[int, str]] = field(default_factory=dict)
    answers: dict[str, PublishedAnswer] = field(default_factory=dict)
    codes: set[str] = field(default_factory=set)


def years_behind(catalogue: Mapping[int, Criteria], years: Collection[int]) -> tuple[int, ...]:
    """All Dashboard years that determinations of `years` read, those years included, ascending."""
    found: set[int] = set()
    waiting = set(years)
    while waiting:
        year = waiting.pop()
        found.add(year)
        for kind in ("district", "charter"):
            waiting.update(set(years_read(catalogue[year], kind)) - found)
    return tuple(sorted(found))


@dataclass(frozen=True)
class CountyYear:
    """What is live for a county on one Dashboard, as the year's rule reads it.

    `local` are the priorities with a live local indicator file by year, `batches` the live
    batches that decide the county's LEAs.
    """

    missing: frozenset[str]
    local: Mapping[int, frozenset[int]]
    has_list: bool
    batches: frozenset[int]


def county_year(criteria: Criteria, live_years: Mapping[int, LiveYear], county: str) -> CountyYear:
    """What is live for a county. The published list is among the batches only where it is read:
    a file or a local indicator is missing, or method 4 is used, which no file tells.
    """
    live, rule = live_years[criteria.year], criteria.local_indicators
    missing = live.missing(criteria, county)
    local = {year: live_years[year].local_priorities(county, rule) for year in rule.years}
    codes = [(criteria.year, code) for code in criteria.files if code not in missing]
    codes += [(year, code) for year in rule.years for code in live_years[year].local_codes(county)]
    counted = {*rule.priorities, *rule.county_office_priorities}
    complete = not missing and all(counted <= rated for rated in local.values())
    if live.has_list(county) and (not complete or 4 in criteria.methods):
        codes.append((criteria.year, PUBLISHED))
    return CountyYear(
        missing=missing,
        local=local,
        has_list=live.has_list(county),
        batches=frozenset(live_years[year].batches[code][county] for year, code in codes),
    )


def read_live_years(
    catalogue: Mapping[int, Criteria], years: Collection[int]
) -> dict[int, LiveYear]:
    """The live pointers of these years and of those whose local indicators they need."""
    needed = set(years)
    for year in years:
        needed.update(catalogue[year].local_indicators.years)
    return {year: LiveYear(year, live_batches(year)) for year in sorted(needed)}


def read_leas(
    catalogue: Mapping[int, Criteria], years: Collection[int], county: County | None
) -> Iterator[LeaOverTheYears]:
    """Each LEA that has a live row on one of the Dashboards asked, with all that its
    determinations read. `county` narrows to the LEAs of one county.
    """
    behind = years_behind(catalogue, years)
    codes, kinds = _codes_and_kinds(county)
    prefixes = _prefixes(codes, county)
    live_years = read_live_years(catalogue, behind)
    rows = {
        year: _rows_of(catalogue.get(year), live, prefixes) for year, live in live_years.items()
    }
    reader = _Reader(catalogue, live_years, rows)
    for lea, spans in codes.items():
        by_year = {
            year: cds
            for cds, first, last in spans
            for year in behind
            if first <= year and (last is None or year <= last)
        }
        present = frozenset(year for year in years if by_year.get(year) in rows[year].codes)
        if present:
            yield LeaOverTheYears(
                pk=lea,
                kind=kinds[lea],
                codes=by_year,
                present=present,
                facts={year: reader.facts(year, kinds[lea], by_year) for year in behind},
                batch_ids={
                    year: reader.county(year, cds[:2]).batches for year, cds in by_year.items()
                },
            )


def _codes_and_kinds(
    county: County | None,
) -> tuple[dict[int, list[tuple[str, int, int | None]]], dict[int, str]]:
    """By LEA: its codes with their years, and its kind."""
    rows = LeaCode.objects.filter(Q() if county is None else Q(lea__county=county))
    codes: dict[int, list[tuple[str, int, int | None]]] = defaultdict(list)
    kinds = {}
    for lea, kind, cds, first, last in rows.order_by("lea_id").values_list(
        "lea_id", "lea__kind", "cds", "first_year", "last_year"
    ):
        codes[lea].append((cds, first, last))
        kinds[lea] = kind
    return codes, kinds


def _prefixes(
    codes: Mapping[int, list[tuple[str, int, int | None]]], county: County | None
) -> list[str] | None:
    """How the codes to read begin: the county, and former codes of its LEAs elsewhere."""
    if county is None:
        return None
    elsewhere = {
        cds for spans in codes.values() for cds, _, _ in spans if not cds.startswith(county.code)
    }
    return [county.code, *sorted(elsewhere)]


def _rows_of(criteria: Criteria | None, live: LiveYear, prefixes: list[str] | None) -> YearRows:
    """The rows of a year; local indicators alone of one without criteria."""
    rows = YearRows(live, ratings=read_ratings(live.batches, prefixes))
    if criteria is not None:
        rows.cells = read_packed_cells(criteria, live.batches, prefixes)
        rows.answers = read_published(live.batches, prefixes)
        rows.codes = rows.cells.codes | set(rows.ratings) | set(rows.answers)
    return rows


class _Reader:
    """Puts the facts of LEAs together. What is the same for a whole county is worked out once."""

    def __init__(
        self,
        catalogue: Mapping[int, Criteria],
        live_years: Mapping[int, LiveYear],
        rows: Mapping[int, YearRows],
    ) -> None:
        self._catalogue = catalogue
        self._rows = rows
        self.county = cache(lambda year, county: county_year(catalogue[year], live_years, county))
        self._unrated = cache(
            lambda year, county, kind: local_indicators_not_met(
                catalogue[year].local_indicators, kind, {}, self.county(year, county).local
            )
        )

    def facts(self, year: int, kind: str, codes: Mapping[int, str]) -> YearFacts:
        """The facts of an LEA for one Dashboard; none where it did not exist that year."""
        cds = codes.get(year)
        if cds is None:
            counted = self._catalogue[year].local_indicators.counted_for(kind)
            return YearFacts(kind, {}, frozenset(), frozenset(), dict.fromkeys(counted, False))
        rows, county = self._rows[year], self.county(year, cds[:2])
        return YearFacts(
            kind=kind,
            groups=rows.cells.true_tests.get(cds, {}),
            missing=county.missing,
            counted_groups=rows.cells.counted_groups.get(cds, frozenset()),
            local=self._local(year, kind, codes),
            published=rows.answers.get(cds) if county.has_list and kind != "charter" else None,
        )

    def _local(self, year: int, kind: str, codes: Mapping[int, str]) -> dict[int, Truth]:
        rule, county = self._catalogue[year].local_indicators, codes[year][:2]
        ratings = {
            rated_year: not_met
            for rated_year in rule.years
            if (not_met := self._rows[rated_year].ratings.get(codes.get(rated_year, codes[year])))
        }
        if not ratings:  # as most LEAs: none is rated as not met
            return self._unrated(year, county, kind)
        return local_indicators_not_met(rule, kind, ratings, self.county(year, county).local)
