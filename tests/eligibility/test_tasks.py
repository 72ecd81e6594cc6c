"""Eligibility computed by the worker."""

import pytest

from eligibility.models import DeterminationRun
from eligibility.tasks import determine_eligibility_of
from tests.eligibility.live import publish_list
from tests.factories.county_office import administrator_of
from tests.factories.dashboard_files import DISTRICT

pytestmark = pytest.mark.django_db


def test_the_task_determines_for_a_county_in_the_name_of_who_asked(demo_county):
    publish_list(2018, {DISTRICT: {}})
    administrator = administrator_of(demo_county)

    key = determine_eligibility_of([2018], demo_county.code, administrator.pk)

    run = DeterminationRun.objects.get(pk=key)
    assert (run.county, run.started_by, run.actor_name) == (
        demo_county,
        administrator,
        administrator.full_name,
    )
    assert run.determinations.count() == 1
