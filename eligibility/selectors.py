"""Reads determinations. The current one of an LEA and year is that of the latest run over both.

An LEA that the latest run no longer found (a re-issued file removed it) has none, although its
earlier determination stays readable. Determinations are public facts and are not scoped, but for
those that rest on a load which is still confidential: without them, the current determination is
that of the latest run that used none such of the county.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from county_office.models import County, Lea, LeaCode
from dashboard_import import selectors as dashboard
from eligibility import findings
from eligibility.criteria import Criteria, criteria_years, load_criteria, parse_criteria
from eligibility.explain import decide_from_explanation
from eligibility.live_facts import county_year, read_live_years
from eligibility.models import (
    YES,
    CriteriaVersion,
    Determination,
    DeterminationRun,
    Status,
)


def latest_run(
    year: int, county: County | str | None = None, *, without: Collection[int] = ()
) -> DeterminationRun | None:
    """The latest run over a year and county; without a county, the latest over the whole state.
    `without` leaves runs out, by their keys."""
    code = county.code if isinstance(county, County) else county
    of_county = Q(county__isnull=True) if code is None else Q(county__isnull=True) | Q(county=code)
    return (
        DeterminationRun.objects.filter(of_county, years__contains=[year])
        .exclude(pk__in=without)
        .order_by("-pk")
        .first()
    )


def current_determination(
    lea: Lea, year: int, *, with_confidential: bool = True
) -> Determination | None:
    """The current determination of an LEA for a Dashboard year."""
    hidden = set() if with_confidential else _confidential_runs(lea.county_id)
    run = latest_run(
        year, lea.county_id, without=[run for run, of_year in hidden if of_year == year]
    )
    return Determination.objects.filter(run=run, lea=lea, year=year).first() if run else None


def determinations_of_county(county: County, year: int) -> QuerySet[Determination]:
    """The current determinations of a county's LEAs, by name of the LEA."""
    return (
        Determination.objects.filter(run=latest_run(year, county), year=year, lea__county=county)
        .select_related("lea")
        .order_by("lea__name")
    )


def determinations_of_state(year: int) -> QuerySet[Determination]:
    """The current determinations of all LEAs, by CDS code: the latest run over the state, and
    later ones over a county."""
    statewide = latest_run(year)
    since = statewide.pk if statewide else 0
    later: dict[str, int] = {}
    for run in DeterminationRun.objects.filter(
        pk__gt=since, county__isnull=False, years__contains=[year]
    ).order_by("pk"):
        later[str(run.county_id)] = run.pk
    current = Q(run=statewide) & ~Q(lea__county__in=later)
    for county, run_id in later.items():
        current |= Q(run=run_id, lea__county=county)
    return Determination.objects.filter(current, year=year).select_related("lea").order_by("cds")


def _confidential_runs(county_code: str) -> set[tuple[int, int]]:
    """Runs, with the year, in which a determination of the county rests on a confidential load."""
    resting = Determination.objects.filter(rests_on_confidential(), lea__county=county_code)
    return set(resting.order_by().values_list("run_id", "year").distinct())


def rests_on_confidential(determination: str = "") -> Q:
    """The condition that a determination rests on a confidential load; `determination` is the
    lookup to it ("determination__")."""
    hidden = dashboard.confidential_batches()
    return Q(**{f"{determination}batch_ids__overlap": hidden}) if hidden else Q(pk__in=[])


def confidential_until(determinations: Iterable[Determination]) -> dt.date | None:
    """The day on which the last of these determinations becomes public; None where all are."""
    return dashboard.confidential_until(
        batch for each in determinations for batch in each.batch_ids
    )


def determinations_of_lea(lea: Lea, *, with_confidential: bool = True) -> list[Determination]:
    """The current determinations of an LEA, the earliest Dashboard year first."""
    hidden = set() if with_confidential else _confidential_runs(lea.county_id)
    runs: dict[int, int] = {}
    for run in DeterminationRun.objects.filter(
        Q(county__isnull=True) | Q(county=lea.county_id)
    ).order_by("pk"):
        runs.update({year: run.pk for year in run.years if (run.pk, year) not in hidden})
    current = Q(pk__in=[])
    for year, run_id in runs.items():
        current |= Q(run=run_id, year=year)
    return list(Determination.objects.filter(current, lea=lea).order_by("year"))


@dataclass(frozen=True)
class RunOverCounty:
    """A run as far as it was about a county's LEAs; the counts are those of its newest Dashboard.

    `confidential_until`: the last day of the confidential loads that it rests on, else None.
    """

    run: DeterminationRun
    years: list[int]
    leas: int
    eligible: int
    undetermined: int
    confidential_until: dt.date | None


def runs_over_county(
    county: County, *, with_confidential: bool = False, at_most: int
) -> list[RunOverCounty]:
    """The latest runs with a determination of the county, the latest first; without
    `with_confidential` those of their years that rest on a confidential load are left out."""
    found = Determination.objects.filter(lea__county=county).order_by()
    hidden = set() if with_confidential else _confidential_runs(county.code)
    for run_id, year in hidden:
        found = found.exclude(run=run_id, year=year)
    of_run = found.filter(run=OuterRef("pk"))
    runs = DeterminationRun.objects.filter(Exists(of_run))[:at_most]
    return _counted({run.pk: run for run in runs}, found)


def _counted(
    runs: dict[int, DeterminationRun], found: QuerySet[Determination]
) -> list[RunOverCounty]:
    found = found.filter(run__in=runs)
    counts: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    for row in (
        found.values("run_id", "year")
        .annotate(
            leas=Count("pk"),
            eligible_leas=Count("pk", filter=Q(eligible=YES)),
            undetermined_leas=Count("pk", filter=Q(status=Status.CANNOT_BE_DETERMINED)),
        )
        .order_by("year")
    ):
        counts[row["run_id"]].append(row)
    until = _confidential_days(found)
    return [
        RunOverCounty(
            run=run,
            years=[row["year"] for row in counts[run_id]],
            leas=counts[run_id][-1]["leas"],
            eligible=counts[run_id][-1]["eligible_leas"],
            undetermined=counts[run_id][-1]["undetermined_leas"],
            confidential_until=until.get(run_id),
        )
        for run_id, run in runs.items()
    ]


def _confidential_days(determinations: QuerySet[Determination]) -> dict[int, dt.date]:
    """The last day of the confidential loads under each run, by its key; public ones left out."""
    days = dashboard.days_of_confidential_batches()
    if not days:
        return {}
    resting = determinations.filter(batch_ids__overlap=list(days))
    latest: dict[int, dt.date] = {}
    for run_id, batch_ids in resting.values_list("run_id", "batch_ids").distinct():
        day = max(days[batch] for batch in batch_ids if batch in days)
        latest[run_id] = max(day, latest.get(run_id, day))
    return latest


def determined_years(county: County | None = None) -> list[int]:
    """The Dashboard years for which a county's LEAs (or any) have determinations, ascending."""
    found = Determination.objects.filter(Q() if county is None else Q(lea__county=county))
    return sorted(set(found.order_by("year").values_list("year", flat=True).distinct()))


def criteria_as_used(determination: Determination) -> dict[int, Criteria]:
    """The criteria that a determination rests on, by year, as they were then."""
    hashes = determination.explanation["criteria"]
    return {int(year): criteria_of_hash(int(year), used) for year, used in hashes.items()}


@cache
def criteria_of_hash(year: int, criteria_hash: str) -> Criteria:
    """A version of a year's criteria. Raises CriteriaVersion.DoesNotExist for an unknown one."""
    if year in criteria_years() and load_criteria(year).criteria_hash == criteria_hash:
        return load_criteria(year)
    kept = CriteriaVersion.objects.get(criteria_hash=criteria_hash)
    return parse_criteria(kept.text, name=f"{year}.yaml as of {kept.first_used_at:%Y-%m-%d}")


def decided(determination: Determination) -> findings.Determination:
    """The stored determination as the engine and `explain` take it."""
    return decide_from_explanation(determination.explanation, criteria_as_used(determination))


@dataclass(frozen=True)
class Staleness:
    """Why a stored determination no longer rests on what is live: changed files, criteria."""

    batches_changed: bool
    criteria_changed: bool

    @property
    def is_stale(self) -> bool:
        return self.batches_changed or self.criteria_changed


NOTHING_CHANGED = Staleness(batches_changed=False, criteria_changed=False)


def staleness(determinations: Iterable[Determination]) -> dict[int, Staleness]:
    """By key of the determination: whether files or criteria have changed since it was made.

    Nothing is marked in the rows: what is live and the criteria files are compared with what the
    determination was computed from.
    """
    found = list(determinations)
    used = {int(year) for each in found for year in each.explanation["criteria"]}
    catalogue = {year: load_criteria(year) for year in used & set(criteria_years())}
    live_years = read_live_years(catalogue, catalogue)
    counties = _county_codes({each.lea_id for each in found}, catalogue)
    batches = cache(lambda year, county: county_year(catalogue[year], live_years, county).batches)
    result = {}
    for each in found:
        hashes = {int(year): used for year, used in each.explanation["criteria"].items()}
        live_now = {
            batch
            for year in hashes
            if (each.lea_id, year) in counties
            for batch in batches(year, counties[each.lea_id, year])
        }
        result[each.pk] = Staleness(
            batches_changed=sorted(live_now) != each.batch_ids,
            criteria_changed=any(
                year not in catalogue or catalogue[year].criteria_hash != used_hash
                for year, used_hash in hashes.items()
            ),
        )
    return result


def _county_codes(leas: set[int], years: Iterable[int]) -> dict[tuple[int, int], str]:
    """The county of an LEA's CDS code by LEA and year; absent where it had no code that year."""
    spans = LeaCode.objects.filter(lea__in=leas).values_list(
        "lea", "cds", "first_year", "last_year"
    )
    wanted = sorted(years)
    return {
        (lea, year): cds[:2]
        for lea, cds, first, last in spans
        for year in wanted
        if first <= year and (last is None or year <= last)
    }
