"""How long the whole state and one county take to determine, beside two other ways to do it."""

from __future__ import annotations

from bench import other_ways
from bench.report import Timing, median_of, print_figure, print_head
from bench.state import double_state, how_many, last_run, make_state, usual_county
from eligibility.criteria import criteria_years
from eligibility.models import Determination
from eligibility.services import determine_eligibility

WHOLE_STATE, ONE_COUNTY = 2.0, 0.2  # seconds
RATIO_AT_TWICE_THE_SIZE = 2.2
RUNS, RUNS_OF_A_COUNTY = 3, 9
SAMPLE = 60  # LEAs; a query an LEA for all would take minutes


def measure() -> None:
    """Prints a line a figure: name, figure, goal, whether it holds."""
    make_state()
    leas, rows = how_many()
    years = criteria_years()
    print_head(f"Eligibility: {leas:,} LEAs, {len(years)} years, {rows:,} rows of results")
    state = _whole_state("the whole state, determined and stored", WHOLE_STATE)
    print_figure("of which CPU of this process", state.python, None)
    county = usual_county()
    county_timing = median_of(
        RUNS_OF_A_COUNTY, lambda: determine_eligibility(years=years, county=county, by=None)
    )
    print_figure("one county, every year", county_timing.seconds, ONE_COUNTY)
    _other_ways(state.seconds)
    double_state()
    leas, _ = how_many()
    twice = _whole_state(f"the whole state with {leas:,} LEAs", None)
    ratio = twice.seconds / state.seconds
    print_figure("ratio at twice the size", ratio, RATIO_AT_TWICE_THE_SIZE, "times")


def _whole_state(name: str, goal: float | None) -> Timing:
    years = criteria_years()
    timing = median_of(RUNS, lambda: determine_eligibility(years=years, by=None))
    print_figure(name, timing.seconds, goal)
    return timing


def _other_ways(ours: float) -> None:
    timing, found = other_ways.by_sql()
    print_figure("plain SQL by sets: method 1 and Level 3, no reasons", timing.seconds, None)
    stored = Determination.objects.filter(run=last_run(whole_state=True))
    differing = other_ways.differences(found, stored)
    print_figure("answers in which it differs from ours", differing, 0, "LEAs")
    timing, scale = other_ways.query_an_lea(SAMPLE)
    print_figure(
        f"a query an LEA by the ORM, from {SAMPLE} LEAs times {scale:.1f}",
        timing.seconds * scale,
        None,
    )
    print_figure("that, as a multiple of ours", timing.seconds * scale / ours, None, "times")
