"""Which determinations and open cases publishing a load touches, or rolling back a file, before
anyone does it.

What would be decided from what is live now is compared with what would be decided then: a stored
determination may be out of date already, for which the load is not to blame.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from assistance_cases.models import AssistanceCase
from assistance_cases.selectors.cases import open_cases_for
from county_office.models import County, Lea, User
from county_office.selectors import leas_by_cds
from dashboard_import.difference import (
    TouchedLea,
    compared_with,
    touched_leas,
    what_comes_back,
)
from dashboard_import.models import Batch
from dashboard_import.services import as_if_published, as_if_rolled_back
from eligibility import findings
from eligibility.agreement import has_letters, letters_of_list
from eligibility.answers import AnswerChange
from eligibility.models import Determination
from eligibility.selectors import (
    determinations_of_county,
    determinations_of_state,
    determined_years,
)
from eligibility.what_if import changed_answers, decide_from_live, is_decided_as

STATE_CODE = "00"
Decisions = Mapping[tuple[int, int], findings.Determination]  # by key of the LEA, and year


@dataclass(frozen=True)
class TouchedDetermination:
    """A determination that rests on rows which differ, or that would be another.

    `rows` counts the LEA's own rows that differ; `changes`, from what would be decided now, are
    empty where it would stay as it is. `is_out_of_date`: what would be decided now is not what is
    stored.
    """

    determination: Determination
    lea: Lea
    rows: int
    changes: list[AnswerChange]
    is_out_of_date: bool
    case: AssistanceCase | None


@dataclass(frozen=True)
class Agreement:
    """How many LEAs have the letters of the state's list of a Dashboard, now and then, `of` those
    that can be compared then."""

    year: int
    now: int
    then: int
    of: int


@dataclass(frozen=True)
class Touched:
    """What is touched: determinations, those that would change first, and the agreement with the
    state's list of each year of which a row differs and a list is live."""

    determinations: list[TouchedDetermination]
    agreements: list[Agreement]


def touched_by_publishing(user: User, batches: Sequence[Batch]) -> Touched:
    """What publishing these checked batches touches.

    An LEA that has no determination yet is left out. Raises NotPublishable where the batches cannot
    be published as they are.
    """
    return _touched(
        user,
        county=_only_county(code for batch in batches for code in batch.counties),
        resting_on={key for batch in batches for key in compared_with(batch).values() if key},
        leas=touched_leas(batches),
        as_if=as_if_published(batches=batches),
    )


def touched_by_roll_back(user: User, batch: Batch) -> Touched:
    """The same for a live batch that is rolled back. Raises NotPublishable where it is live
    nowhere."""
    return _touched(
        user,
        county=_only_county(what_comes_back(batch)),
        resting_on={batch.pk},
        leas=touched_leas([batch], before=what_comes_back),
        as_if=as_if_rolled_back(batch=batch),
    )


def _only_county(codes: Iterable[str]) -> County | None:
    """The county where there is one alone; None for several."""
    found = {*codes} - {STATE_CODE}
    return County.objects.filter(code__in=found).first() if len(found) == 1 else None


def _touched(
    user: User,
    *,
    county: County | None,
    resting_on: Collection[int],
    leas: Mapping[int, list[TouchedLea]],
    as_if: AbstractContextManager[None],
) -> Touched:
    """`resting_on` are the batches that would no longer be live, `leas` those with rows that
    differ, by year."""
    years = determined_years(county)
    rows = _rows_by_lea(leas)
    cases = {case.lea_id: case for case in open_cases_for(user, county)}
    with as_if:
        then = decide_from_live(years, county)
        lists = {year: letters_of_list(year, county) for year in leas if year in years}
    now = decide_from_live(years, county)
    found = []
    current = list(_current(years, county))
    for stored in current:
        key = (stored.lea_id, stored.year)
        changes = changed_answers(now.get(key), then.get(key))
        differing = rows.get(stored.lea_id, 0)
        if changes or (differing and not {*resting_on}.isdisjoint(stored.batch_ids)):
            found.append(
                TouchedDetermination(
                    determination=stored,
                    lea=stored.lea,
                    rows=differing,
                    changes=changes,
                    is_out_of_date=not is_decided_as(stored, now.get(key)),
                    case=cases.get(stored.lea_id),
                )
            )
    found.sort(key=lambda one: (not one.changes, one.lea.name, -one.determination.year))
    agreements = [
        _agreement(year, [each for each in current if each.year == year], letters, now, then)
        for year, letters in sorted(lists.items())
        if letters
    ]
    return Touched(found, agreements)


def _agreement(
    year: int,
    determinations: Iterable[Determination],
    letters: Mapping[str, Mapping[str, str]],
    now: Decisions,
    then: Decisions,
) -> Agreement:
    same_now, same_then = [], []
    for each in determinations:
        key, theirs = (each.lea_id, year), letters.get(each.cds)
        same = None if theirs is None else has_letters(then.get(key), theirs)
        if theirs is not None and same is not None:
            same_now.append(bool(has_letters(now.get(key), theirs)))
            same_then.append(same)
    return Agreement(year, now=sum(same_now), then=sum(same_then), of=len(same_then))


def _rows_by_lea(touched: Mapping[int, list[TouchedLea]]) -> dict[int, int]:
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
