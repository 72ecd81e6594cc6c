"""Cases that a person may see."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from assistance_cases.models import AssistanceCase, Milestone
from county_office.models import County, Notice, User


def about_case(case: AssistanceCase) -> str:
    """What the notices about a case carry in `Notice.about`."""
    return f"case:{case.pk}"


def cases_for(user: User | AnonymousUser, county: County | None = None) -> QuerySet[AssistanceCase]:
    """Open and closed cases in the person's scope, of one county where it is given."""
    cases = AssistanceCase.objects.visible_to(user).select_related(
        "lea__county", "case_lead", "opened_by", "previous_case"
    )
    return cases.filter(lea__county=county) if county else cases


def open_cases_for(
    user: User | AnonymousUser, county: County | None = None
) -> QuerySet[AssistanceCase]:
    """Open cases with their milestones, years and determinations: three queries for any number."""
    return (
        cases_for(user, county)
        .filter(closed_on__isnull=True)
        .prefetch_related("milestones", "years__determination")
    )


def closed_cases_for(
    user: User | AnonymousUser, county: County | None = None
) -> QuerySet[AssistanceCase]:
    """Closed cases with their years, the one closed last first: two queries for any number."""
    return (
        cases_for(user, county)
        .filter(closed_on__isnull=False)
        .order_by("-closed_on", "-pk")
        .prefetch_related("years")
    )


def visible_case(user: User | AnonymousUser, pk: int) -> AssistanceCase:
    """One case with its LEA and lead; Http404 where it does not exist or is not the person's."""
    return AssistanceCase.objects.select_related("lea__county", "case_lead").get_visible(
        user, pk=pk
    )


def visible_milestone(user: User | AnonymousUser, case: AssistanceCase, pk: int) -> Milestone:
    """A milestone of that case; Http404 where it is none."""
    return Milestone.objects.select_related("case__lea").get_visible(user, pk=pk, case=case)


def notices_of(user: User | AnonymousUser, case: AssistanceCase) -> QuerySet[Notice]:
    """The notices about a case that the person may see, the latest first."""
    return (
        Notice.objects.visible_to(user)
        .filter(about=about_case(case))
        .select_related("recipient")
        .order_by("-send_after", "-pk")
    )
