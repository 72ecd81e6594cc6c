"""Which determinations and open cases a load touches, before anyone publishes it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from assistance_cases.models import AssistanceCase
from assistance_cases.selectors.cases import open_cases_for
from county_office.models import County, Lea, User
from county_office.selectors import leas_by_cds
from dashboard_import.difference import TouchedLea, compared_with, touched_leas
from dashboard_import.models import Batch
from dashboard_import.services import as_if_published
from eligibility.answers import AnswerChange
from eligibility.models import Determination
from eligibility.selectors import (
    determinations_of_county,
    determinations_of_state,
    determined_years,
)
from eligibility.what_if import changed_answers, decide_from_live

STATE_CODE = "00"


@dataclass(frozen=True)
class TouchedDetermination:
    """A determination that rests on rows which differ, or that would be another.

    `rows` counts the LEA's own rows that differ; `changes` are empty where it would stay as it is.
    """

    determination: Determination
    lea: Lea
    rows: int
    changes: list[AnswerChange]
    case: AssistanceCase | None


def county_of_batches(batches: Iterable[Batch]) -> County | None:
    """The county of a load that holds one alone; None for several."""
    codes = {code for batch in batches for code in batch.counties} - {STATE_CODE}
    return County.objects.filter(code__in=codes).first() if len(codes) == 1 else None


def touched_determinations(user: User, batches: Sequence[Batch]) -> list[TouchedDetermination]:
    """The current determinations that publishing these checked batches touches, those that would
    change first.

    An LEA that has no determination yet is left out. Raises NotPublishable where the batches cannot
    be published as they are.
    """
    county = county_of_batches(batches)
    years = determined_years(county)
    replaced = {key for batch in batches for key in compared_with(batch).values() if key}
    rows = _rows_by_lea(touched_leas(batches))
    cases = {case.lea_id: case for case in open_cases_for(user, county)}
    with as_if_published(batches=batches):
        then = decide_from_live(years, county)
    found = []
    for stored in _current(years, county):
        changes = changed_answers(stored, then.get((stored.lea_id, stored.year)))
        differing = rows.get(stored.lea_id, 0) if replaced.intersection(stored.batch_ids) else 0
        if differing or changes:
            found.append(
                TouchedDetermination(
                    stored, stored.lea, differing, changes, cases.get(stored.lea_id)
                )
            )
    return sorted(found, key=lambda one: (not one.changes, one.lea.name, -one.determination.year))


def _rows_by_lea(touched: dict[int, list[TouchedLea]]) -> dict[int, int]:
    """Key of the LEA → its own rows that differ, over all years."""
    rows: dict[int, int] = {}
    for year, leas in touched.items():
        known = leas_by_cds(year)
        for one in leas:
            if lea := known.get(one.cds):
                rows[lea.pk] = rows.get(lea.pk, 0) + one.rows
    return rows


def _current(years: Collection[int], county: County | None) -> Iterable[Determination]:
    for year in years:
        yield from (
            determinations_of_county(county, year) if county else determinations_of_state(year)
        )
