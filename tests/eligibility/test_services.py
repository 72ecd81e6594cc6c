"""Eligibility computed from published files, stored and never changed."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import InternalError, transaction

from county_office.models import LeaCode
from county_office.selectors import lea_by_cds
from eligibility.criteria import MissingCriteriaError, load_criteria
from eligibility.explain import decide_from_explanation
from eligibility.models import CriteriaVersion, Determination, DeterminationRun
from eligibility.selectors import current_determination
from eligibility.services import determine_eligibility, remove_determinations_of_demonstration
from tests.eligibility.live import publish_list, publish_local, publish_year
from tests.factories.county_office import (
    CountyFactory,
    LeaFactory,
    administrator_of,
    staff_of,
)
from tests.factories.dashboard_files import (
    CHARTER,
    COUNTY_OFFICE,
    DISTRICT,
    MONTEREY_DISTRICT,
    OTHER_DISTRICT,
    file_lines,
    publish,
    row,
)

pytestmark = pytest.mark.django_db
TWO_PRIORITIES = {"HOM": "CHRO red 15, SUSP red 16"}
STATUS_PAIR = "CHRO very high 40, SUSP very high 40"


def determine(year, cds=DISTRICT, **kwargs):
    """The stored determination of one LEA after a run over the year."""
    determine_eligibility(years=[year], by=None, **kwargs)
    return current_determination(lea_by_cds(cds, year), year)


@pytest.fixture(autouse=True)
def _county(demo_county):
    pass


def test_a_determination_is_stored_with_its_reasons():
    batches = publish_year(2018, {DISTRICT: TWO_PRIORITIES})
    publish_local(2017, {DISTRICT: {1: "Met"}})
    publish_local(2018, {DISTRICT: {1: "Met"}})

    found = determine(2018)

    assert found.status == "differentiated_assistance"
    assert (found.method1, found.method2, found.method3, found.method4) == ("Y", "N", "N", "")
    assert found.level3 == ""
    assert found.letters == {"HOM": "C"}
    assert found.cds == DISTRICT
    assert found.explanation["groups"]["HOM"]["tests"] == {
        "absenteeism_red": [1, 15],
        "suspension_red": [1, 16],
    }
    assert found.criteria_hash == load_criteria(2018).criteria_hash
    assert set(found.batch_ids) >= {batch.pk for batch in batches.values()}
    assert len(found.batch_ids) == len(batches) + 2


def test_the_stored_explanation_gives_the_determination_again():
    publish_year(2018, {DISTRICT: TWO_PRIORITIES})

    found = determine(2018)
    again = decide_from_explanation(found.explanation, {2018: load_criteria(2018)})

    assert (again.status, again.letters, again.methods[1]) == (found.status, found.letters, True)


def test_a_file_that_is_missing_leaves_open_what_hangs_on_it():
    publish_year(2018, {DISTRICT: {"HOM": "CHRO red 15"}}, without=["SUSP", "CCI"])

    found = determine(2018)

    assert found.status == "cannot_be_determined"
    assert found.method1 is None
    assert found.explanation["missing"] == ["CCI", "SUSP"]
    assert found.letters == dict.fromkeys(load_criteria(2018).groups, "?")


def test_local_indicators_not_met_in_both_years_are_method_2():
    publish_year(2018, {DISTRICT: {}})
    publish_local(2017, {DISTRICT: {1: "Not Met", 2: "Not Met", 3: "Not Met"}})
    publish_local(2018, {DISTRICT: {1: "Not Met", 2: "Not Met", 3: "NA"}})

    found = determine(2018)

    assert found.method2 == "Y"
    assert found.explanation["local"] == {"1": True, "2": True}


def test_the_file_of_one_priority_has_the_last_word_over_the_summary():
    publish_year(2018, {DISTRICT: {}})
    for year in (2017, 2018):
        publish_local(year, {DISTRICT: {1: "Not Met", 2: "Not Met"}})
    own = file_lines(2018, "LOCAL_P1", [row(priority="1", performance="Met")])
    publish("\n".join("|".join(cells) for cells in own) + "\n", "Pr12018.txt")

    assert determine(2018).explanation["local"] == {"2": True}


def test_the_summary_of_2019_does_not_tell_what_is_not_met_for_two_or_more_years():
    publish_year(2019, {DISTRICT: {}})
    publish_local(2019, {DISTRICT: {1: "Not Met", 2: "Not Met"}})

    assert determine(2019).method2 is None

    publish_list(2019, {DISTRICT: {}}, methods={1: "N", 2: "Y", 3: "N"})

    found = determine(2019)
    assert (found.method2, found.status) == ("Y", "differentiated_assistance")


def test_a_published_list_stands_in_for_a_year_without_files():
    publish_list(2018, {DISTRICT: {"EL": "B", "MR": "F"}}, methods={1: "Y", 2: "N", 3: "N"})

    found = determine(2018)

    assert found.origin == "published_list"
    assert found.letters == {"EL": "B", "MR": "F"}
    assert found.status == "differentiated_assistance"


def test_of_an_lea_that_a_published_list_leaves_out_it_says_nothing():
    publish_year(2018, {DISTRICT: TWO_PRIORITIES, OTHER_DISTRICT: {}}, without=["CCI"])
    publish_list(2018, {COUNTY_OFFICE: {}}, methods={1: "N", 2: "N", 3: "N"})

    assert determine(2018).status == "differentiated_assistance"
    other = current_determination(lea_by_cds(OTHER_DISTRICT, 2018), 2018)
    assert (other.status, other.origin) == ("cannot_be_determined", "files")


def test_the_status_column_of_a_published_list_is_never_read():
    statuses = {DISTRICT: "Differentiated Assistance"}
    publish_list(2018, {DISTRICT: {}}, methods={1: "N", 2: "N", 3: "N"}, statuses=statuses)

    assert determine(2018).status == "general_assistance"


def test_level_3_counts_files_and_published_letters_of_four_dashboards():
    three = dict.fromkeys(("EL", "SWD", "HOM"), "C")
    for year in (2017, 2018):
        publish_list(year, {DISTRICT: three})
    publish_list(2019, {DISTRICT: {}})
    publish_year(2022, {DISTRICT: dict.fromkeys(("EL", "SWD", "HOM"), STATUS_PAIR)})

    found = determine(2022)

    assert found.level3 == "Y"
    assert found.explanation["history"]["2017"]["origin"] == "published_list"


def test_an_lea_whose_code_changed_keeps_its_earlier_years():
    lea = LeaFactory(name="Moved Elementary", county__code="99", cds=OTHER_DISTRICT)
    LeaCode.objects.filter(lea=lea).update(last_year=2019)
    LeaCode.objects.create(lea=lea, cds=DISTRICT, first_year=2022)
    for year in (2017, 2018, 2019):
        publish_list(year, {OTHER_DISTRICT: dict.fromkeys(("EL", "SWD", "HOM"), "C")})
    publish_year(2022, {DISTRICT: {}})

    found = determine(2022)

    assert found.lea == lea
    assert found.level3 == "Y"


def test_an_lea_that_did_not_exist_in_a_year_met_nothing_then():
    lea = LeaFactory(name="New Unified", county__code="99", cds=DISTRICT)
    LeaCode.objects.filter(lea=lea).update(first_year=2022)
    publish_year(2022, {DISTRICT: {}})

    assert determine(2022).level3 == "N"


def test_a_charter_school_is_determined_by_two_years():
    publish_year(2022, {CHARTER: {"SWD": STATUS_PAIR}, DISTRICT: {}})
    publish_year(2023, {CHARTER: {"SWD": "CHRO red 40, SUSP red 40"}, DISTRICT: {}})

    found = determine(2023, CHARTER)

    assert found.status == "differentiated_assistance"
    assert (found.da_year, found.level3) == (1, "")
    assert not Determination.objects.filter(year=2022).exists()


def test_a_county_office_counts_its_priorities_9_and_10():
    publish_year(2018, {COUNTY_OFFICE: {}})
    found = determine(2018, COUNTY_OFFICE)

    assert found.explanation["local"] == dict.fromkeys(("1", "2", "3", "6", "9", "10"))


def test_one_county_is_determined_and_the_others_stay_as_they_were():
    CountyFactory(code="27", name="Monterey")
    publish_year(2018, {DISTRICT: TWO_PRIORITIES})
    publish_year(2018, {MONTEREY_DISTRICT: {}})
    determine_eligibility(years=[2018], by=None)
    monterey = lea_by_cds(MONTEREY_DISTRICT, 2018)
    before = current_determination(monterey, 2018)

    run = determine_eligibility(years=[2018], county=CountyFactory(code="99"), by=None)

    assert {each.lea.county_id for each in run.determinations.all()} == {"99"}
    assert current_determination(monterey, 2018) == before


def test_an_earlier_determination_stays_as_it_was():
    publish_year(2018, {DISTRICT: TWO_PRIORITIES})
    before = determine(2018)

    publish_year(2018, {DISTRICT: {"HOM": "CHRO orange 15, SUSP red 16"}})
    after = determine(2018)

    assert (before.letters, after.letters) == ({"HOM": "C"}, {})
    assert Determination.objects.get(pk=before.pk).letters == {"HOM": "C"}


def test_the_database_refuses_to_change_a_determination():
    publish_year(2018, {DISTRICT: {}})
    stored = Determination.objects.filter(pk=determine(2018).pk)

    with (
        pytest.raises(InternalError, match="pgtrigger: Cannot update or delete"),
        transaction.atomic(),
    ):
        stored.update(status="general_assistance")
    with (
        pytest.raises(InternalError, match="pgtrigger: Cannot update or delete"),
        transaction.atomic(),
    ):
        stored.delete()


def test_the_criteria_are_kept_as_they_were_used():
    publish_year(2018, {DISTRICT: {}})
    determine(2018)
    determine(2018)

    (kept,) = CriteriaVersion.objects.all()
    assert kept.criteria_hash == load_criteria(2018).criteria_hash
    assert "dashboard_year: 2018" in kept.text


def test_a_year_without_criteria_is_refused_and_nothing_is_decided():
    publish_year(2018, {DISTRICT: {}})

    with pytest.raises(MissingCriteriaError, match="No criteria for Dashboard 2016"):
        determine_eligibility(years=[2018, 2016], by=None)

    assert not DeterminationRun.objects.exists()


def test_only_who_may_determine_can(demo_county):
    publish_year(2018, {DISTRICT: {}})

    with pytest.raises(PermissionDenied):
        determine_eligibility(years=[2018], county=demo_county, by=staff_of(demo_county))
    elsewhere = administrator_of(CountyFactory(code="27"))
    with pytest.raises(PermissionDenied):
        determine_eligibility(years=[2018], county=demo_county, by=elsewhere)

    run = determine_eligibility(years=[2018], county=demo_county, by=administrator_of(demo_county))
    assert run.determinations.count() == 1


def test_determinations_of_the_demonstration_can_be_removed_and_real_ones_cannot(demo_county):
    publish_year(2018, {DISTRICT: {}})
    determine_eligibility(years=[2018], by=None)

    assert remove_determinations_of_demonstration(county=demo_county, by=None) == 1
    assert not Determination.objects.exists()
    with pytest.raises(ValueError, match="not the demonstration county"):
        remove_determinations_of_demonstration(county=CountyFactory(code="27"), by=None)
