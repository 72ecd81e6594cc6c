"""The current determination, and whether it still rests on what is live."""

from __future__ import annotations

import pytest

from county_office.selectors import lea_by_cds
from dashboard_import.services import roll_back_batch
from eligibility import selectors
from eligibility.criteria import load_criteria, parse_criteria
from eligibility.criteria.loading import criteria_text
from eligibility.models import CriteriaVersion
from eligibility.services import determine_eligibility
from tests.eligibility.live import publish_list, publish_local, publish_year
from tests.factories.county_office import CountyFactory
from tests.factories.dashboard_files import DISTRICT, MONTEREY_DISTRICT, OTHER_DISTRICT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _counties(demo_county):
    CountyFactory(code="27", name="Monterey")


def current(cds=DISTRICT, year=2018):
    return selectors.current_determination(lea_by_cds(cds, year), year)


def staleness_of(determination):
    return selectors.staleness([determination])[determination.pk]


def test_the_current_determination_is_that_of_the_latest_run():
    publish_year(2018, {DISTRICT: {}})
    determine_eligibility(years=[2018], by=None)
    second = determine_eligibility(years=[2018], by=None)

    assert current().run == second


def test_an_lea_that_a_reissued_file_removed_has_no_current_determination():
    publish_list(2019, {DISTRICT: {}, OTHER_DISTRICT: {}})
    determine_eligibility(years=[2019], by=None)
    assert current(OTHER_DISTRICT, 2019)

    publish_list(2019, {DISTRICT: {}})
    determine_eligibility(years=[2019], by=None)

    assert current(OTHER_DISTRICT, 2019) is None
    assert current(DISTRICT, 2019)


def test_a_county_has_its_own_determinations(demo_county):
    publish_list(2018, {DISTRICT: {}, OTHER_DISTRICT: {}, MONTEREY_DISTRICT: {}})
    determine_eligibility(years=[2018], by=None)

    found = selectors.determinations_of_county(demo_county, 2018)

    assert {each.cds for each in found} == {DISTRICT, OTHER_DISTRICT}
    assert list(selectors.determinations_of_county(demo_county, 2019)) == []


def test_the_state_takes_each_county_from_its_latest_run(demo_county):
    publish_list(2018, {DISTRICT: {}, MONTEREY_DISTRICT: {}})
    statewide = determine_eligibility(years=[2018], by=None)
    later = determine_eligibility(years=[2018], county=demo_county, by=None)

    found = {each.cds: each.run for each in selectors.determinations_of_state(2018)}

    assert found == {MONTEREY_DISTRICT: statewide, DISTRICT: later}


def test_an_lea_has_one_determination_a_year():
    publish_list(2018, {DISTRICT: {}})
    publish_list(2019, {DISTRICT: {}})
    determine_eligibility(years=[2018, 2019], by=None)
    again = determine_eligibility(years=[2019], by=None)

    found = selectors.determinations_of_lea(lea_by_cds(DISTRICT, 2019))

    assert [each.year for each in found] == [2018, 2019]
    assert found[1].run == again
    assert selectors.determined_years() == [2018, 2019]


def test_a_determination_is_not_stale_while_nothing_has_changed():
    publish_year(2018, {DISTRICT: {}})
    determine_eligibility(years=[2018], by=None)

    assert not staleness_of(current()).is_stale


def test_a_reissued_file_makes_the_determinations_it_touches_stale():
    publish_year(2018, {DISTRICT: {}})
    publish_year(2018, {MONTEREY_DISTRICT: {}})
    determine_eligibility(years=[2018], by=None)

    batches = publish_year(2018, {DISTRICT: {}})

    assert staleness_of(current()).batches_changed
    assert not staleness_of(current(MONTEREY_DISTRICT)).is_stale
    for batch in batches.values():
        roll_back_batch(batch=batch, by=None)
    assert not staleness_of(current()).is_stale


def test_an_earlier_years_file_makes_a_later_determination_stale():
    publish_year(2022, {DISTRICT: {}})
    determine_eligibility(years=[2022], by=None)

    publish_list(2019, {DISTRICT: {}})

    assert staleness_of(current(year=2022)).batches_changed


def test_local_indicators_of_the_year_before_make_2018_stale():
    publish_year(2018, {DISTRICT: {}})
    determine_eligibility(years=[2018], by=None)

    publish_local(2017, {DISTRICT: {1: "Met"}})

    assert staleness_of(current()).batches_changed


def test_a_list_that_is_not_read_makes_nothing_stale():
    publish_year(2022, {DISTRICT: {}})
    determine_eligibility(years=[2022], by=None)

    publish_list(2022, {DISTRICT: {}})

    assert not staleness_of(current(year=2022)).is_stale


def test_changed_criteria_make_a_determination_stale_and_its_own_stay_readable(monkeypatch):
    publish_year(2018, {DISTRICT: {}})
    determine_eligibility(years=[2018], by=None)
    found = current()
    old = load_criteria(2018)
    new = parse_criteria(
        criteria_text(2018).replace("usual: 30", "usual: 20"), name="2018.yaml, changed"
    )
    monkeypatch.setattr(selectors, "load_criteria", lambda year: new)
    selectors.criteria_of_hash.cache_clear()

    assert staleness_of(found).criteria_changed
    assert selectors.criteria_as_used(found)[2018].n_size.usual == old.n_size.usual == 30
    selectors.criteria_of_hash.cache_clear()


def test_the_stored_determination_is_told_as_the_engine_told_it():
    publish_year(2018, {DISTRICT: {"HOM": "CHRO red 15, SUSP red 15"}})
    determine_eligibility(years=[2018], by=None)

    found = selectors.decided(current())

    assert found.letters == {"HOM": "C"}
    assert found.eligible is True
    assert CriteriaVersion.objects.count() == 1
