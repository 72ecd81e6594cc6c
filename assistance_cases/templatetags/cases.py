"""`{% load cases %}`: what pages of other apps show of an LEA's case. Imports run down only, so the
page of an LEA's eligibility cannot ask for it itself."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

from assistance_cases.selectors.cases import closed_cases_for, open_cases_for
from assistance_cases.standing import LEVEL_2
from county_office.models import Lea
from county_office.page_parts import Action
from county_office.rights import Right, may

register = template.Library()


@register.inclusion_tag("assistance_cases/_case_buttons.html", takes_context=True)
def case_buttons(
    context: dict[str, Any], lea: Lea, cds: str, year: int, level: int | None
) -> dict[str, list[Action]]:
    """The way to the LEA's case, else to a closed one, and to opening one for whoever may.

    A case that was closed for this Dashboard or a later one is not offered a second one beside it.
    Opening is the page's main action only where the LEA is eligible.
    """
    user = context["request"].user
    if found := open_cases_for(user).filter(lea=lea).first():
        return {"actions": [_to_case("Go to the case", found.pk, "primary")]}
    closed = closed_cases_for(user).filter(lea=lea).first()
    answers = closed is not None and any(each.dashboard_year >= year for each in closed.years.all())
    opens = may(user, Right.OPEN_CASE, county=lea.county_id) and not answers
    actions = []
    if closed:
        look = "secondary" if opens else "primary"
        actions.append(_to_case("Go to the closed case", closed.pk, look))
    if opens:
        look = "primary" if level is not None and level >= LEVEL_2 else "secondary"
        actions.append(Action("Open a case", reverse("case-open", args=[cds, year]), look))
    return {"actions": actions}


def _to_case(label: str, pk: int, look: str) -> Action:
    return Action(label, reverse("case-detail", args=[pk]), look)
