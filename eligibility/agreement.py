"""Our determinations beside the state's list that is live: for one LEA, and for a county with the
probable cause of each difference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from county_office.indicators import INDICATORS
from county_office.models import County
from county_office.student_groups import PUBLISHED_CODES
from dashboard_import import selectors as dashboard
from dashboard_import.published_lists import PublishedList, PublishedRow
from eligibility import findings, selectors
from eligibility.criteria import Criteria, load_criteria
from eligibility.models import Determination, Origin
from eligibility.reconcile import Difference, Reconciliation, Tally, reconcile
from eligibility.rules import PRIORITIES_OF_LETTER, UNDETERMINED_LETTER

AGREES, DIFFERS, NOT_COMPARED = "agrees", "differs", ""
# A count so near to the n-size may have been on its other side when the state made its list.
NEAR_THE_N_SIZE = 3

NOT_HERE = (
    "No live file of the year has a row for it: a re-issued file left it out, or its code changed."
)
NOT_THERE = (
    "The list leaves it out: it is new, has closed or stands there under another code; or it is an"
    " all-charter district, a state charter or a state special school, which some lists leave out."
)
OUT_OF_DATE = "Files or criteria have changed since ours was determined. Determine again."
LATER_FILE = "A file re-issued after the list was made, or data that were certified late."
FOLLOWS = "It follows from the difference in the LEA’s letters."
LATE = (
    "Late certification: who did not certify End-of-Year CALPADS on time stands in the list alone, "
    "and ours was determined from an earlier one."
)
# What differences come from, by kind, as the page filters them.
IS_MISSING, IS_STALE, IS_NEAR_N_SIZE, IS_LATER, IS_LATE, IT_FOLLOWS = (
    "missing",
    "stale",
    "n-size",
    "later",
    "late",
    "follows",
)
CAUSE_WORDS = {
    IS_MISSING: "LEA missing on one side",
    IS_NEAR_N_SIZE: "n-size",
    IS_LATER: "re-issued file",
    IS_LATE: "late certification",
    IS_STALE: "ours is out of date",
    IT_FOLLOWS: "follows from letters",
}


def agreement_with_list(determination: Determination, *, with_confidential: bool = True) -> str:
    """Whether the LEA's letters are the live list's, in every cell; "" where there is none, where
    they were taken from it, or where a letter is undetermined."""
    if (
        determination.origin == Origin.PUBLISHED_LIST
        or UNDETERMINED_LETTER in determination.letters.values()
    ):
        return NOT_COMPARED
    found = dashboard.published_status(
        determination.year,
        cds_prefixes=[determination.cds],
        lists=dashboard.BOTH_LISTS,
        with_confidential=with_confidential,
    )
    if not found:
        return NOT_COMPARED
    return AGREES if found[0].letters == determination.letters else DIFFERS


def letters_of_list(year: int, county: County | None) -> dict[str, dict[str, str]]:
    """CDS code → letters by student group in the state's live lists; without a county, of all."""
    rows = dashboard.published_status(
        year, cds_prefixes=[county.code] if county else None, lists=dashboard.BOTH_LISTS
    )
    return {row.cds: row.letters for row in rows}


def has_letters(decided: findings.Determination | None, letters: Mapping[str, str]) -> bool | None:
    """Whether an LEA would have these letters; None where that cannot be compared: nothing is
    decided, or from the list itself, or a letter is undetermined."""
    if (
        decided is None
        or decided.origin == findings.FROM_PUBLISHED_LIST
        or UNDETERMINED_LETTER in decided.letters.values()
    ):
        return None
    return dict(decided.letters) == dict(letters)


def live_list(year: int, county: County) -> PublishedList | None:
    """The state's list of the year as it is live for a county, that of charter schools with it;
    None where neither is."""
    rows = tuple(
        PublishedRow(
            line=row.line,
            cds=row.cds,
            lea_name=row.districtname,
            county_name=county.name,
            letters=row.letters,
            statuses={int(each): words for each, words in row.statuses.items()},
            methods={int(number): answer for number, answer in row.methods.items()},
            level3={int(each): answer for each, answer in row.level3.items()},
        )
        for row in dashboard.published_status(
            year, cds_prefixes=[county.code], lists=dashboard.BOTH_LISTS
        )
    )
    if not rows:
        return None
    of_charters = any(row.is_charter for row in rows)
    return PublishedList(year, "", load_criteria(year).groups, rows, of_charters=of_charters)


@dataclass(frozen=True)
class ExplainedDifference:
    """A difference and what it probably comes from, in words and as a key of CAUSE_WORDS;
    `is_answer`: it is about a method, the status or Level 3."""

    difference: Difference
    cause: str
    kind: str
    is_answer: bool = False


@dataclass(frozen=True)
class CountyReconciliation:
    """A county's determinations beside the live list; `out_of_date` of them no longer rest on what
    is live."""

    result: Reconciliation
    out_of_date: int
    cells: list[ExplainedDifference]
    answers: list[ExplainedDifference]

    @property
    def is_same(self) -> bool:
        """Whether everything that could be compared agrees."""
        return not self.cells and not self.answers

    @property
    def lines(self) -> list[ExplainedDifference]:
        """All differences, those of cells and LEAs first."""
        return [*self.cells, *self.answers]

    @property
    def cells_agree(self) -> int:
        """Letters that are the same on both sides."""
        return self.result.cells - sum(each.difference.field != "LEA" for each in self.cells)

    @property
    def tallies(self) -> list[tuple[str, Tally]]:
        """Methods, status and Level 3, those of which the list has a column."""
        found = {f"Method {number}": tally for number, tally in self.result.methods.items()}
        found |= {"Status": self.result.status, "Level 3": self.result.level_3}
        return [(name, tally) for name, tally in found.items() if tally.total]

    @property
    def missing_files(self) -> list[str]:
        """Files of the year that are not loaded and leave a letter open, by name."""
        return sorted(self.result.missing_files)


def reconcile_county(year: int, county: County) -> CountyReconciliation | None:
    """Compares with the live list; None where none is live for the county. Raises
    MissingCriteriaError for a year without criteria."""
    load_criteria(year)
    published = live_list(year, county)
    if published is None:
        return None
    result = reconcile(published, county)
    ours = {
        each.cds: each
        for each in selectors.determinations_of_state(year).filter(
            cds__in=[each.cds for each in (*result.differences, *result.answer_differences)]
        )
    }
    of_county = list(selectors.determinations_of_county(county, year))
    stale = {
        pk: found.is_stale
        for pk, found in selectors.staleness([*of_county, *ours.values()]).items()
    }
    with_letters = {each.cds for each in result.differences}
    return CountyReconciliation(
        result,
        out_of_date=sum(stale[each.pk] for each in of_county),
        cells=[
            ExplainedDifference(each, *_cause(each, ours.get(each.cds), stale))
            for each in result.differences
        ],
        answers=[
            ExplainedDifference(
                each,
                *(
                    (FOLLOWS, IT_FOLLOWS)
                    if each.cds in with_letters
                    else _cause(each, ours.get(each.cds), stale)
                ),
                is_answer=True,
            )
            for each in result.answer_differences
        ],
    )


def _cause(
    difference: Difference, ours: Determination | None, stale: dict[int, bool]
) -> tuple[str, str]:
    """The probable cause of a difference: in words, and its kind."""
    if ours is None:
        return NOT_HERE, IS_MISSING
    if difference.field == "LEA":
        return NOT_THERE, IS_MISSING
    if stale[ours.pk]:
        return OUT_OF_DATE, IS_STALE
    if difference.field == "Method 4":
        return LATE, IS_LATE
    criteria = load_criteria(ours.year)
    deciding = _indicators_in_question(criteria, difference)
    cells = [
        cell
        for cell in dashboard.cells_in(ours.batch_ids, ours.cds, year=ours.year)
        if PUBLISHED_CODES.get(cell.studentgroup, cell.studentgroup) == difference.field
        and cell.indicator in deciding
    ]
    if words := _certification_cause(cells):
        return words, IS_LATE
    if words := _n_size_cause(criteria, cells):
        return words, IS_NEAR_N_SIZE
    return LATER_FILE, IS_LATER


def _indicators_in_question(criteria: Criteria, difference: Difference) -> frozenset[str]:
    """Those behind a priority that one of the two letters has and the other has not."""
    ours, theirs = (
        PRIORITIES_OF_LETTER.get(letter, frozenset())
        for letter in (difference.ours, difference.published)
    )
    return criteria.indicators_of(
        alternative
        for priority in criteria.priorities
        if priority.number in ours ^ theirs
        for alternative in priority.alternatives
    )


def _certification_cause(cells: list[dashboard.CellRow]) -> str:
    """The cell whose level the state assigned because its data were not certified, until they are;
    empty where there is none."""
    for cell in cells:
        if cell.certifyflag == "Y":
            name = INDICATORS[cell.indicator].name_in_sentence
            return (
                f"Late certification: in our file the CALPADS data of {name} are not certified, so"
                " its level was assigned by rule. The list may have been made after they were."
            )
    return ""


def _n_size_cause(criteria: Criteria, cells: list[dashboard.CellRow]) -> str:
    """The cell whose count is near the n-size; empty where none is."""
    for cell in cells:
        needed = criteria.n_size.needed(cell.studentgroup, cell.rtype)
        if cell.currdenom is not None and abs(cell.currdenom - needed) <= NEAR_THE_N_SIZE:
            name = INDICATORS[cell.indicator].name_in_sentence
            return f"N-size: {cell.currdenom} students in {name}, and {needed} are needed."
    return ""
