"""The periodic task, started over the real broker and done by a worker."""

from __future__ import annotations

import datetime as dt

from assistance_cases import services
from assistance_cases.tasks import write_milestone_reminders
from county_office.models import Notice, User
from county_office.selectors import today
from tests.factories.assistance_cases import case_of, milestone_of
from tests.factories.county_office import LeaFactory, staff_of
from tests.plugins.worker import Worker


def test_a_worker_writes_the_reminder_of_a_milestone_that_falls_due(worker: Worker) -> None:
    lea = LeaFactory()
    staff: User = staff_of(lea.county)
    case = case_of(lea, case_lead=staff, opened_on=today() - dt.timedelta(weeks=8))
    case.milestones.exclude(key="written_summary").update(not_needed_reason="Not in this test.")
    services.move_due_date(
        milestone=milestone_of(case, "written_summary"),
        due_on=today() + dt.timedelta(days=3),
        reason="Sooner.",
        by=staff,
    )
    for _ in range(2):
        write_milestone_reminders.delay()
    worker.wait_until(lambda: Notice.objects.filter(recipient=staff).exists())
    assert Notice.objects.get().subject.startswith("Due ")
