"""Publishing moves pointers, county by county; rolling back moves them back; errors stop it."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, connections

from county_office.models import County, Lea, School
from county_office.selectors import lea_by_cds
from dashboard_import.difference import what_comes_back
from dashboard_import.models import Batch, BatchState, LiveBatch
from dashboard_import.selectors import live_batches
from dashboard_import.services import (
    NotPublishable,
    check_batch_again,
    cut_down_batch,
    publish_batch,
    roll_back_batch,
    stage_batch,
)
from tests.factories.county_office import administrator_of, staff_of, system_administrator
from tests.factories.dashboard_files import (
    CHARTER,
    COUNTY_OFFICE,
    DISTRICT,
    MONTEREY_DISTRICT,
    OTHER_DISTRICT,
    SCHOOL,
    file_text,
    live_results,
    publish,
    row,
    stage,
)

NAME = "suspdownload2018.txt"


def suspension(*rows: dict[str, str]) -> str:
    return file_text(2018, "SUSP", rows or [row()])


def color_of(cds: str) -> int | None:
    return live_results(cds, 2018)[0].color


def test_a_published_batch_is_live_for_the_counties_of_its_rows(demo_county: County) -> None:
    batch = publish(suspension(row(), row(MONTEREY_DISTRICT)), NAME)

    assert batch.state == BatchState.PUBLISHED
    assert live_batches(2018) == {"SUSP": {"27": batch.pk, "99": batch.pk}}


def test_a_reload_of_one_county_leaves_the_others_as_they_were(demo_county: County) -> None:
    state = publish(suspension(row(color="1"), row(MONTEREY_DISTRICT, color="1")), NAME)

    again = publish(suspension(row(MONTEREY_DISTRICT, color="4")), NAME)

    assert live_batches(2018) == {"SUSP": {"27": again.pk, "99": state.pk}}
    assert (color_of(DISTRICT), color_of(MONTEREY_DISTRICT)) == (1, 4)
    state.refresh_from_db()
    assert state.state == BatchState.PUBLISHED


def test_a_reload_of_one_county_leaves_the_other_57_as_they_were(db: None) -> None:
    codes = sorted(County.objects.filter(is_demonstration=False).values_list("code", flat=True))
    assert len(codes) == 58
    rows = {code: row(f"{code}600010000000", color="1") for code in codes}
    state = publish(suspension(*rows.values()), NAME)

    again = publish(suspension(rows["27"] | {"color": "4"}), NAME)

    live = live_batches(2018)["SUSP"]
    assert {code for code in codes if live[code] == state.pk} == set(codes) - {"27"}
    assert live["27"] == again.pk
    colors = {code: live_results(one["cds"], 2018)[0].color for code, one in rows.items()}
    assert colors == dict.fromkeys(codes, 1) | {"27": 4}


def test_the_batch_before_stays_and_is_replaced_only_where_it_is_live_nowhere(
    demo_county: County,
) -> None:
    first = publish(suspension(row(color="1")), NAME)

    publish(suspension(row(color="2")), NAME)

    first.refresh_from_db()
    assert first.state == BatchState.REPLACED
    with connection.cursor() as cursor:
        cursor.execute("SELECT color FROM dashboard_result WHERE batch_id = %s", [first.pk])
        assert cursor.fetchall() == [(1,)]


def test_rolling_back_puts_back_what_was_live_before(demo_county: County) -> None:
    first = publish(suspension(row(color="1")), NAME)
    second = publish(suspension(row(color="2"), row(MONTEREY_DISTRICT)), NAME)

    roll_back_batch(batch=second, by=None)

    assert live_batches(2018) == {"SUSP": {"99": first.pk}}
    first.refresh_from_db()
    assert first.state == BatchState.PUBLISHED
    second.refresh_from_db()
    assert second.state == BatchState.ROLLED_BACK
    assert color_of(DISTRICT) == 1


def test_a_batch_that_was_rolled_back_itself_does_not_come_back(demo_county: County) -> None:
    first = publish(suspension(row(color="1")), NAME)
    second = publish(suspension(row(color="2")), NAME)
    third = publish(suspension(row(color="3")), NAME)
    Batch.objects.filter(pk=second.pk).update(state=BatchState.ROLLED_BACK)
    assert what_comes_back(third) == {"99": None}

    roll_back_batch(batch=third, by=None)

    assert live_batches(2018) == {}
    first.refresh_from_db()
    assert first.state == BatchState.REPLACED


def test_what_is_live_nowhere_cannot_be_rolled_back(demo_county: County) -> None:
    first = publish(suspension(row(color="1")), NAME)
    publish(suspension(row(color="2")), NAME)

    with pytest.raises(NotPublishable, match="live for no county"):
        roll_back_batch(batch=first, by=None)


def test_a_batch_that_was_rolled_back_can_be_checked_and_published_again(
    demo_county: County,
) -> None:
    batch = publish(suspension(), NAME)
    roll_back_batch(batch=batch, by=None)

    check_batch_again(batch=batch, by=system_administrator())
    publish_batch(batch=stage_batch(batch_id=batch.pk), by=None)

    assert live_batches(2018) == {"SUSP": {"99": batch.pk}}


def test_a_batch_with_a_refused_row_is_not_published(demo_county: County) -> None:
    batch = stage(suspension(row(), row(OTHER_DISTRICT, color="9")), NAME)

    with pytest.raises(NotPublishable, match="1 rows were refused"):
        publish_batch(batch=batch, by=None)

    assert live_batches(2018) == {}


def test_the_counties_without_refused_rows_can_go_on(demo_county: County) -> None:
    administrator = system_administrator()
    batch = stage(suspension(row(), row(MONTEREY_DISTRICT, color="9")), NAME)

    rest = stage_batch(batch_id=cut_down_batch(batch=batch, by=administrator).pk)
    publish_batch(batch=rest, by=administrator)

    assert live_batches(2018) == {"SUSP": {"99": rest.pk}}


def test_one_refused_row_of_many_is_enough_there_is_no_threshold(demo_county: County) -> None:
    groups = ["AA", "AI", "AS", "EL", "FI", "FOS", "HI", "HOM", "PI", "SED", "SWD", "WH"]
    good = [row(cds, studentgroup=group) for group in groups for cds in (DISTRICT, OTHER_DISTRICT)]

    batch = stage(suspension(*good, row(studentgroup="MR", color="9")), NAME)

    assert (batch.state, batch.rows_refused) == (BatchState.REFUSED, 1)
    with pytest.raises(ValueError, match="No county is left"):
        cut_down_batch(batch=batch, by=system_administrator())


def test_a_row_whose_code_cannot_be_read_may_belong_to_any_county(demo_county: County) -> None:
    batch = stage(suspension(row(), row("not a code", rtype="D")), NAME)

    with pytest.raises(ValueError, match="may belong to any"):
        cut_down_batch(batch=batch, by=system_administrator())


def test_of_two_who_checked_against_the_same_state_the_second_is_told(
    demo_county: County,
) -> None:
    first, second = stage(suspension(row(color="1")), NAME), stage(suspension(row(color="2")), NAME)
    publish_batch(batch=first, by=system_administrator(full_name="Robin Vance"))

    with pytest.raises(NotPublishable, match=r"Robin Vance changed what is live .* Check it again"):
        publish_batch(batch=second, by=None)

    assert color_of(DISTRICT) == 1


def test_publishing_twice_is_told(demo_county: County) -> None:
    batch = publish(suspension(), NAME, by=system_administrator(full_name="Robin Vance"))

    with pytest.raises(NotPublishable, match="published already by Robin Vance"):
        publish_batch(batch=batch, by=None)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_publish_at_once_one_wins() -> None:
    County.objects.get_or_create(
        code="99", defaults={"name": "Demo County", "is_demonstration": True}
    )
    batches = [stage(suspension(row(color=color)), NAME) for color in "12"]
    outcomes: list[object] = []
    together = threading.Barrier(2)

    def try_to_publish(batch: Batch) -> None:
        together.wait()
        try:
            outcomes.append(publish_batch(batch=batch, by=None).pk)
        except NotPublishable as told:
            outcomes.append(str(told))
        finally:
            connections.close_all()

    people = [threading.Thread(target=try_to_publish, args=[batch]) for batch in batches]
    for person in people:
        person.start()
    for person in people:
        person.join()

    winners = [outcome for outcome in outcomes if isinstance(outcome, int)]
    assert len(winners) == 1
    assert LiveBatch.objects.get().batch_id == winners[0]
    assert sum("Check it again" in str(outcome) for outcome in outcomes) == 1


# Who may


def test_a_countys_administrator_publishes_what_holds_only_that_county(
    demo_county: County,
) -> None:
    publish(suspension(), NAME, by=administrator_of(demo_county))

    assert list(live_batches(2018)["SUSP"]) == ["99"]


def test_a_countys_administrator_does_not_publish_another_county(demo_county: County) -> None:
    batch = stage(suspension(row(), row(MONTEREY_DISTRICT)), NAME)

    with pytest.raises(NotPublishable, match="only what holds your own county"):
        publish_batch(batch=batch, by=administrator_of(demo_county))

    own = stage(suspension(row(), row(MONTEREY_DISTRICT)), NAME, counties=["99"])
    publish_batch(batch=own, by=administrator_of(demo_county))
    assert list(live_batches(2018)["SUSP"]) == ["99"]


def test_the_states_own_rows_are_no_countys(demo_county: County) -> None:
    batch = stage(suspension(row(), row("0" * 14, rtype="X")), NAME)

    with pytest.raises(NotPublishable, match="only what holds your own county"):
        publish_batch(batch=batch, by=administrator_of(demo_county))


def test_a_system_administrator_publishes_anything(demo_county: County) -> None:
    rows = [row(), row(MONTEREY_DISTRICT), row("0" * 14, rtype="X")]

    publish(suspension(*rows), NAME, by=system_administrator())

    assert set(live_batches(2018)["SUSP"]) == {"00", "27", "99"}


def test_a_countys_administrator_rolls_back_only_the_own_county(demo_county: County) -> None:
    administrator = administrator_of(demo_county)
    state = publish(suspension(row(), row(MONTEREY_DISTRICT)), NAME)
    own = publish(suspension(row(color="2")), NAME, by=administrator)

    with pytest.raises(NotPublishable, match="may not roll back"):
        roll_back_batch(batch=state, by=administrator)
    roll_back_batch(batch=own, by=administrator)

    assert live_batches(2018) == {"SUSP": {"27": state.pk, "99": state.pk}}


def test_staff_publish_nothing(demo_county: County) -> None:
    batch = stage(suspension(), NAME)

    with pytest.raises(NotPublishable):
        publish_batch(batch=batch, by=staff_of(demo_county))
    with pytest.raises(NotPublishable):
        roll_back_batch(batch=publish_batch(batch=batch, by=None), by=staff_of(demo_county))


# LEAs and schools met for the first time


def test_leas_and_schools_are_created_when_published_and_not_before(demo_county: County) -> None:
    batch = stage(
        suspension(
            row(districtname="Foxtail Bend Unified"),
            row(COUNTY_OFFICE, districtname="Demo County Office of Education"),
            row(SCHOOL, schoolname="Foxtail Elementary"),
            row(CHARTER, schoolname="Kitewater Charter", charter_flag="Y"),
        ),
        NAME,
    )
    assert not Lea.objects.filter(county=demo_county).exists()
    assert "3 LEAs are met for the first time" in batch.faults.get().message

    publish_batch(batch=batch, by=None)

    kinds = {lea.name: lea.kind for lea in Lea.objects.filter(county=demo_county)}
    assert kinds == {
        "Foxtail Bend Unified": "district",
        "Demo County Office of Education": "coe",
        "Kitewater Charter": "charter",
    }
    school = School.objects.get(cds=SCHOOL)
    assert school.lea == lea_by_cds(DISTRICT, 2018)
    assert school.charter_lea is None
    assert School.objects.get(cds=CHARTER).charter_lea == lea_by_cds(CHARTER, 2018)


def test_an_lea_has_the_name_of_the_newest_file(demo_county: County) -> None:
    publish(suspension(row(districtname="Foxtail Bend U")), NAME)
    publish(
        file_text(2022, "SUSP", [row(districtname="Foxtail Bend Unified")]), "suspdownload2022.txt"
    )
    publish(suspension(row(districtname="Foxtail Bend")), NAME)

    lea = lea_by_cds(DISTRICT, 2022)
    assert lea is not None
    assert lea.name == "Foxtail Bend Unified"


def test_a_district_known_only_by_its_schools_is_created_from_their_rows(
    demo_county: County,
) -> None:
    publish(suspension(row(SCHOOL, districtname="Foxtail Bend Unified")), NAME)

    lea = lea_by_cds(DISTRICT, 2018)
    assert lea is not None
    assert lea.name == "Foxtail Bend Unified"
