"""Reads and checks criteria files. A fault names the file, the place in it and the remedy."""

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from county_office.dashboard_years import words_of_no_dashboard
from county_office.indicators import INDICATORS
from county_office.student_groups import STUDENT_GROUPS
from eligibility.criteria import model
from eligibility.criteria.document import CriteriaError, MissingCriteriaError, Part

CRITERIA_FOLDER = Path(__file__).parent
STATE_PRIORITIES = (4, 5, 6, 8)  # the priorities that rest on state indicators
LOCAL_RULES = (model.FROM_THE_FILE, model.NOT_MET_IN_BOTH_YEARS, model.NOT_USED)
CHARTER_RULES = (model.MET_IN_EACH_YEAR, model.GROUPS_IN_THREE_OF_FOUR_YEARS)


def criteria_years(folder: Path = CRITERIA_FOLDER) -> tuple[int, ...]:
    """The Dashboard years that have a criteria file, ascending."""
    return tuple(sorted(int(path.stem) for path in folder.glob("[0-9][0-9][0-9][0-9].yaml")))


@cache
def load_criteria(year: int, folder: Path = CRITERIA_FOLDER) -> model.Criteria:
    """The criteria of a Dashboard year.

    Raises MissingCriteriaError when the year has no file, CriteriaError when the file is at fault.
    """
    path = folder / f"{year}.yaml"
    if not path.exists():
        if none := words_of_no_dashboard(year):
            raise MissingCriteriaError(none)
        known = ", ".join(str(known_year) for known_year in criteria_years(folder))
        raise MissingCriteriaError(
            f"No criteria for Dashboard {year}: {path.name} does not exist. Criteria are never "
            f"guessed from another year; there are criteria for {known}. Add the file with the "
            f"state's criteria of {year}."
        )
    criteria = parse_criteria(criteria_text(year, folder), name=path.name)
    if criteria.year != year:
        raise CriteriaError(f"{path.name}: dashboard_year is {criteria.year}, expected {year}.")
    return criteria


def criteria_text(year: int, folder: Path = CRITERIA_FOLDER) -> str:
    """The criteria file of a year as it is written. Raises OSError when there is none."""
    return (folder / f"{year}.yaml").read_text(encoding="utf-8")


def load_all_criteria(folder: Path = CRITERIA_FOLDER) -> dict[int, model.Criteria]:
    """The criteria of every year that has a file, by year."""
    return {year: load_criteria(year, folder) for year in criteria_years(folder)}


def parse_criteria(text: str, *, name: str) -> model.Criteria:
    """Criteria from YAML text; `name` is named in faults. Raises CriteriaError."""
    try:
        document = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise CriteriaError(f"{name}: not readable as YAML: {error}") from error
    return _criteria(Part(document, name))


def _criteria(top: Part) -> model.Criteria:
    document_hash = _hash_of(top)
    sources = {key: _source(key, part) for key, part in top.part("sources").each()}
    groups = top.choices("groups", STUDENT_GROUPS)
    files = {key: str(value) for key, value in top.part("files").plain(str).items()}
    tests = _tests(top.part("tests"), files)
    criteria = model.Criteria(
        year=top.take("dashboard_year", int),
        title=top.take("title"),
        sources=sources,
        law=top.part("law").plain(str),
        groups=groups,
        kinds_judged=frozenset(top.choices("kinds_judged", model.LEA_KINDS)),
        n_size=_n_size(top.part("n_size"), groups),
        files=files,
        tests=tests,
        priorities=_priorities(top, tests, groups, sources),
        local_indicators=_local_indicators(top.part("local_indicators"), sources),
        methods=_methods(top.part("methods"), sources),
        status=_status(top.part("status"), sources),
        level_3=_level_3(top.optional_part("level_3"), sources),
        required_goal=_required_goal(top.optional_part("required_lcap_goal"), sources),
        charter=_charter(top.optional_part("charter_schools"), sources),
        checks=tuple(_check(part) for part in top.parts("checks")),
        unverified=tuple(_unverified(part) for part in top.parts("unverified")),
        criteria_hash=document_hash,
    )
    _check_kinds(criteria, top)
    top.done()
    return criteria


def _hash_of(top: Part) -> str:
    """SHA-256 of what the file says; comments and layout do not count."""
    canonical = json.dumps(top.everything(), sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _source(key: str, part: Part) -> model.Source:
    source = model.Source(key=key, title=part.take("title"), address=part.take("address"))
    part.done()
    return source


def _n_size(part: Part, groups: tuple[str, ...]) -> model.NSize:
    district_rows = part.part("district_rows").plain(int)
    unknown = set(district_rows) - set(groups)
    if unknown:
        raise part.fault(f"district_rows has {sorted(unknown)}, which are not among the groups.")
    n_size = model.NSize(
        law=part.take("law"), usual=part.take("usual", int), district_rows=district_rows
    )
    part.done()
    return n_size


def _tests(part: Part, files: Mapping[str, str]) -> tuple[model.Test, ...]:
    tests = []
    for bit, (name, test) in enumerate(part.each()):
        indicator, field = test.take("indicator"), test.take("field")
        levels = test.integers("levels")
        applies_n_size = test.take("applies_n_size", bool, default=False)
        if indicator not in INDICATORS or indicator not in files:
            raise test.fault(f"the indicator {indicator!r} is not among the files of the year.")
        if field not in (model.COLOR, model.STATUS_LEVEL):
            raise test.fault(f"field is {field!r}; known are color and statuslevel.")
        if not set(levels) <= {1, 2, 3, 4, 5}:
            raise test.fault(f"levels {list(levels)} are outside 1 (worst) to 5 (best).")
        if applies_n_size != (field == model.STATUS_LEVEL):
            raise test.fault(
                "a test on statuslevel applies the n-size itself, one on color must not: "
                "a color is printed only where the n-size is met."
            )
        test.done()
        tests.append(model.Test(name, indicator, field, frozenset(levels), applies_n_size, bit))
    _check_tests_of_an_indicator(part, tests)
    unused = set(files) - {test.indicator for test in tests}
    if unused:
        raise part.fault(f"no test reads {sorted(unused)}, yet files names them.")
    return tuple(tests)


def _check_tests_of_an_indicator(part: Part, tests: list[model.Test]) -> None:
    """A cell makes one test true at most, and a year reads an indicator's color or its status."""
    seen: dict[str, tuple[str, set[int]]] = {}
    for test in tests:
        field, levels = seen.setdefault(test.indicator, (test.field, set()))
        if field != test.field or levels & test.levels:
            raise part.fault(f"two tests on {test.indicator} read the same level or two fields.")
        levels |= test.levels


def _priorities(
    top: Part,
    tests: tuple[model.Test, ...],
    groups: tuple[str, ...],
    sources: Mapping[str, model.Source],
) -> tuple[model.Priority, ...]:
    priorities = tuple(
        _priority(number, part, tests, groups, sources)
        for number, part in top.part("priorities").each()
    )
    clauses = [alternative.clause for item in priorities for alternative in item.alternatives]
    if len(set(clauses)) != len(clauses):
        raise top.fault("a clause id is used twice.")
    used = {name for item in priorities for alt in item.alternatives for name in alt.all_of}
    idle = [test.name for test in tests if test.name not in used]
    if idle:
        raise top.fault(f"no priority uses the test {idle[0]!r}.")
    return priorities


def _priority(
    number: Any,
    part: Part,
    tests: tuple[model.Test, ...],
    groups: tuple[str, ...],
    sources: Mapping[str, model.Source],
) -> model.Priority:
    if number not in STATE_PRIORITIES:
        raise part.fault(f"state indicators belong to priorities {STATE_PRIORITIES}.")
    alternatives = []
    for item in part.parts("alternatives"):
        excluded = item.choices("not_for", groups, default=())
        alternatives.append(
            model.Alternative(
                clause=item.take("clause"),
                priority=number,
                all_of=frozenset(item.choices("all_of", (test.name for test in tests))),
                groups=frozenset(item.choices("only_for", groups, default=groups)) - {*excluded},
                words=item.take("words"),
                source=item.source(sources),
            )
        )
        item.done()
    priority = model.Priority(number, part.take("name"), part.take("rule"), tuple(alternatives))
    part.done()
    return priority


def _local_indicators(part: Part, sources: Mapping[str, model.Source]) -> model.LocalIndicators:
    rule = part.take("rule")
    if rule not in LOCAL_RULES:
        raise part.fault(f"rule is {rule!r}; known are {', '.join(LOCAL_RULES)}.")
    used = rule != model.NOT_USED
    local = model.LocalIndicators(
        rule=rule,
        priorities=part.integers("priorities") if used else (),
        county_office_priorities=part.integers("county_office_priorities") if used else (),
        years=part.integers("years") if used else (),
        words=part.take("words"),
        source=part.source(sources),
    )
    if rule == model.NOT_MET_IN_BOTH_YEARS and len(local.years) != 2:
        raise part.fault("the rule compares two years; years must name both.")
    part.done()
    return local


def _methods(part: Part, sources: Mapping[str, model.Source]) -> dict[int, model.Method]:
    methods = {}
    for number, item in part.each():
        if number not in (1, 2, 3, 4):
            raise item.fault("the state has methods 1 to 4.")
        kinds = item.choices("kinds", model.LEA_KINDS, default=model.LEA_KINDS)
        methods[number] = model.Method(
            number, item.take("words"), frozenset(kinds), item.source(sources)
        )
        item.done()
    return methods


def _status(part: Part, sources: Mapping[str, model.Source]) -> model.StatusWords:
    status = model.StatusWords(
        eligible=part.take("eligible"),
        not_eligible=part.take("not_eligible"),
        numbers_year_1=part.take("numbers_year_1", bool),
        year_2_after=part.take("year_2_after", (int, type(None))),
        source=part.source(sources),
    )
    part.done()
    return status


def _level_3(part: Part | None, sources: Mapping[str, model.Source]) -> model.Level3Rule | None:
    if part is None:
        return None
    rule = model.Level3Rule(
        window=part.integers("window"),
        years_needed=part.take("years_needed", int),
        groups_needed=part.take("groups_needed", int),
        law=part.part("law").plain(str),
        what_follows=part.take("what_follows"),
        source=part.source(sources),
    )
    part.done()
    return rule


def _required_goal(
    part: Part | None, sources: Mapping[str, model.Source]
) -> model.RequiredGoal | None:
    if part is None:
        return None
    goal = model.RequiredGoal(part.integers("years"), part.take("law"), part.source(sources))
    part.done()
    return goal


def _charter(part: Part | None, sources: Mapping[str, model.Source]) -> model.CharterRule | None:
    if part is None:
        return None
    kind = part.take("rule")
    if kind not in CHARTER_RULES:
        raise part.fault(f"rule is {kind!r}; known are {', '.join(CHARTER_RULES)}.")
    by_groups = kind == model.GROUPS_IN_THREE_OF_FOUR_YEARS
    rule = model.CharterRule(
        kind=kind,
        years=part.integers("years"),
        groups_needed=part.take("groups_needed", int) if by_groups else None,
        priorities_needed=part.take("priorities_needed", int) if by_groups else None,
        years_needed=part.take("years_needed", int) if by_groups else None,
        words=part.take("words"),
        source=part.source(sources),
    )
    part.done()
    return rule


def _check(part: Part) -> model.Check:
    check = model.Check(
        *(str(part.take(key)) for key in ("what", "against", "result", "by", "date"))
    )
    part.done()
    return check


def _unverified(part: Part) -> model.Unverified:
    unverified = model.Unverified(part.take("about"), part.take("words"))
    part.done()
    return unverified


def _check_kinds(criteria: model.Criteria, top: Part) -> None:
    """What a kind of LEA needs must be there: the law that names it, and the charter rule."""
    for kind in criteria.kinds_judged:
        if kind not in criteria.law:
            raise top.fault(f"law does not say where a {kind} is found.")
    if criteria.judges("charter") != (criteria.charter is not None):
        raise top.fault("charter_schools has a rule exactly when kinds_judged names charter.")
    for rule_years in (
        criteria.level_3.window if criteria.level_3 else (criteria.year,),
        criteria.required_goal.years if criteria.required_goal else (criteria.year,),
        criteria.charter.years if criteria.charter else (criteria.year,),
        criteria.local_indicators.years or (criteria.year,),
    ):
        if rule_years[-1] != criteria.year or list(rule_years) != sorted(rule_years):
            raise top.fault(f"the years {list(rule_years)} must ascend to {criteria.year}.")
