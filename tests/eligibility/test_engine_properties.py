"""What holds for every LEA: better cells never add eligibility, order is of no matter, the
explanation gives the determination again, and nothing missing is ever a no."""

import json
import random
from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from eligibility.criteria import load_all_criteria
from eligibility.engine import decide_years, pack_cells
from eligibility.explain import decide_from_explanation
from eligibility.findings import PublishedAnswer, YearFacts
from eligibility.rules import PRIORITIES_OF_LETTER, Cell

CATALOGUE = load_all_criteria()
YEARS = sorted(CATALOGUE)
GROUPS = ("EL", "LTEL", "SWD", "HOM", "ALL")
INDICATORS = ("ELA", "MATH", "ELPI", "GRAD", "CHRO", "SUSP", "CCI")

LEVELS = (0, 1, 1, 1, 2, 2, 3, 4, 5)  # bad ones often
STUDENTS = (0, 10, 14, 15, 29, 30, 31, 400)
TRUTHS = (True, False, None)


def cells_of_a_year(chance: random.Random, kind: str) -> dict[tuple[str, str], Cell]:
    """Cells of an LEA by group and indicator."""
    keys = [(group, indicator) for group in GROUPS for indicator in INDICATORS]
    return {
        (group, indicator): Cell(
            indicator,
            group,
            "S" if kind == "charter" else "D",
            color=chance.choice(LEVELS),
            statuslevel=chance.choice(LEVELS),
            currdenom=chance.choice(STUDENTS),
        )
        for group, indicator in chance.sample(keys, chance.randrange(16))
    }


def year_of_an_lea(chance: random.Random, year: int, kind: str):
    """Cells, missing files, local indicators and the published answer of one Dashboard."""
    criteria = CATALOGUE[year]
    files = sorted(criteria.files)
    missing = chance.sample(files, chance.choice((0, 0, 0, 1, 2, len(files))))
    counted = criteria.local_indicators.counted_for(kind)
    published = None
    if chance.random() < 0.3:
        letters = {
            group: chance.choice(sorted(PRIORITIES_OF_LETTER))
            for group in ("EL", "SWD", "HOM")
            if chance.random() < 0.6
        }
        methods = {number: chance.random() < 0.3 for number in (2, 3, 4) if chance.random() < 0.8}
        published = PublishedAnswer(letters, methods)
    local = {priority: chance.choice(TRUTHS) for priority in counted}
    return cells_of_a_year(chance, kind), frozenset(missing), local, published


def lea_of(seed: int):
    """An LEA over all Dashboards: its kind, and what is known of it by year. Drawn from a seed,
    because so much data drawn value by value is slow."""
    chance = random.Random(seed)
    kind = chance.choice(("district", "district", "coe", "charter"))
    return kind, {year: year_of_an_lea(chance, year, kind) for year in YEARS}


def years_of_an_lea() -> st.SearchStrategy:
    return st.integers(0, 2**32).map(lea_of)


def facts_of(kind, year, found):
    cells, missing, local, published = found
    loaded = [cell for cell in cells.values() if cell.indicator not in missing]
    groups, counted = pack_cells(CATALOGUE[year], loaded)
    return YearFacts(kind, groups, missing, counted, local, published)


def determine_all(kind, years):
    facts = {year: facts_of(kind, year, found) for year, found in years.items()}
    return decide_years(CATALOGUE, kind, facts, YEARS)


@settings(max_examples=200, deadline=None)
@given(years_of_an_lea())
def test_the_explanation_evaluated_by_itself_gives_the_determination(lea):
    for determination in determine_all(*lea).values():
        stored = json.loads(json.dumps(determination.explanation))

        assert decide_from_explanation(stored, CATALOGUE) == determination


@settings(max_examples=200, deadline=None)
@given(years_of_an_lea(), st.randoms(use_true_random=False))
def test_the_order_of_rows_is_of_no_matter(lea, shuffler: random.Random):
    kind, years = lea
    shuffled = {}
    for year, (cells, *rest) in years.items():
        rows = list(cells.items())
        shuffler.shuffle(rows)
        shuffled[year] = (dict(rows), *rest)

    assert determine_all(kind, shuffled) == determine_all(kind, years)


# From worse to better: False (not met) is better than None, None better than True.
BADNESS = {False: 0, None: 1, True: 2}


def level_3_badness(determination):
    return BADNESS[determination.level_3.meets] if determination.level_3 else 0


@settings(max_examples=200, deadline=None)
@given(years_of_an_lea(), st.data())
def test_a_better_cell_never_adds_eligibility(lea, data):
    kind, years = lea
    year = data.draw(st.sampled_from(YEARS))
    cells, *rest = years[year]
    assume(cells)
    key = data.draw(st.sampled_from(sorted(cells)))
    cell = cells[key]
    better = replace(
        cell,
        color=data.draw(st.integers(cell.color, 5)) if cell.color else 0,
        statuslevel=data.draw(st.integers(cell.statuslevel, 5)) if cell.statuslevel else 0,
    )

    before = determine_all(kind, years)
    after = determine_all(kind, years | {year: ({**cells, key: better}, *rest)})

    for each_year, found in after.items():
        assert BADNESS[found.eligible] <= BADNESS[before[each_year].eligible]
        assert level_3_badness(found) <= level_3_badness(before[each_year])
        for group, truth in found.goal_groups.items():
            assert BADNESS[truth] <= BADNESS[before[each_year].goal_groups.get(group, False)]


@settings(max_examples=200, deadline=None)
@given(years_of_an_lea(), st.data())
def test_a_file_that_arrives_settles_answers_and_never_turns_one_over(lea, data):
    kind, years = lea
    years = {
        year: (cells, missing, local, None) for year, (cells, missing, local, _) in years.items()
    }
    year = data.draw(st.sampled_from(YEARS))
    cells, missing, local, _ = years[year]
    assume(missing)
    arrived = data.draw(st.sampled_from(sorted(missing)))

    before = determine_all(kind, years)
    after = determine_all(kind, years | {year: (cells, missing - {arrived}, local, None)})

    for each_year, found in before.items():
        later = after[each_year]
        if found.eligible is not None:
            assert later.eligible == found.eligible
        if found.level_3 is not None and found.level_3.meets:
            assert later.level_3.meets
        for number, truth in found.methods.items():
            assert truth is None or later.methods[number] == truth
        for group, letter in found.letters.items():
            assert letter == "?" or later.letters[group] == letter
