"""The page for developers that shows every component and glyph, in light, dark and greyscale."""

from __future__ import annotations

import datetime as dt
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from county_office.models import Role
from county_office.page_parts import Action, LevelCount, Link, Tab, ViewChoice, steps_until
from county_office.selectors import memberships_in_force, today
from county_office.student_groups import GROUP_LABELS

STAGES = (
    "Contact",
    "Needs identification",
    "Root cause",
    "Support approach",
    "Assistance",
    "Written summary",
    "Follow-up",
    "Closed",
)
DISTRICT_STEPS = (
    "We get in touch",
    "We look at strengths and needs",
    "We find root causes together",
    "We agree on the support",
    "We work together on your plan (LCAP)",
    "You get a written summary",
    "We stay in touch",
)
COLORS = (
    "paper",
    "surface",
    "sunken",
    "line",
    "line-strong",
    "ink",
    "ink-2",
    "ink-3",
    "accent",
    "accent-soft",
    "danger",
    "warn",
    "ok",
    "level-1-tint",
    "level-2-tint",
)


class SampleFilter(forms.Form):
    """Controls of a filter bar."""

    q = forms.CharField(
        label="Search",
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "LEA name or CDS code"}),
    )
    level = forms.ChoiceField(
        label="Level", required=False, choices=[("", "any"), ("2", "2"), ("3", "3")]
    )
    group = forms.ChoiceField(
        label="Group", required=False, choices=[("", "any"), *GROUP_LABELS.items()]
    )


class SampleForm(forms.Form):
    """A field of each kind, sent with two things to correct."""

    date = forms.CharField(label="Date", help_text="For example January 23, 2025")
    stage = forms.ChoiceField(label="Stage", choices=[(name, name) for name in STAGES])
    people = forms.MultipleChoiceField(
        label="Who comes",
        choices=[("s", "District superintendent"), ("d", "Director, special education")],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Say who comes: choose at least one person"},
    )
    place = forms.ChoiceField(
        label="Where",
        choices=[("o", "District office"), ("v", "By video")],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label="Note", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    file = forms.FileField(label="Agenda", required=False)
    seen = forms.BooleanField(label="I have looked at the 10 changes", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_method = "get"
        self.helper.add_input(Submit("add", "Add the meeting"))

    def clean_date(self) -> str:
        raise forms.ValidationError("The date is before the case was opened, November 22, 2024")


def _samples(day: dt.date) -> dict[str, Any]:
    """Fictitious contents for every component."""
    stages = steps_until(
        STAGES, 3, ["Nov 21 to Dec 3", "Dec 12 to Jan 7", "by Feb 14", "by Mar 7", "", "", "", ""]
    )
    return {
        "days": [day - dt.timedelta(days=1), day, day + dt.timedelta(days=2)],
        "stages": stages,
        "current_stage": stages[2],
        "district_steps": steps_until(DISTRICT_STEPS, 3, ["done December 3"] + [""] * 6),
        "wizard_steps": steps_until(
            ("Files", "Check", "Compare with 2023", "Publish"), 2, ("8 files, 376 MB", "", "", "")
        ),
        "tabs": [
            Tab("Receiving assistance", "?tab=all", True, 14),
            Tab("Mine", "?tab=mine", count=8),
            Tab("Texts", "?tab=texts"),
        ],
        "views": [
            ViewChoice("List", "?view=list", "list-ul", True),
            ViewChoice("Board", "?view=board", "layout-three-columns"),
        ],
        "actions": [
            Action("Prepare the packet", "#", "primary"),
            Action("Mark done", "#"),
            Action("Move date", "#"),
        ],
        "missing": [Link("absence reasons from the district", "#")],
        "empty_actions": [
            Action("Load Dashboard files", "#", "primary"),
            Action("Look around with example data", "#"),
        ],
        "level_counts": [
            LevelCount(3, None, 1),
            LevelCount(2, 1, 8),
            LevelCount(2, 2, 4),
            LevelCount(1, None, 11),
        ],
        "figures": [
            ("1,168,204", "rows read"),
            ("1,168,192", "rows good"),
            ("12", "rows refused, none in Demo County"),
        ],
        "facts": [("File", "chronicdownload2024.txt, line 61,204"), ("color", "1")],
        "page": Paginator(range(30), 14).get_page(2),
        "group_key": [(code, GROUP_LABELS[code]) for code in ("SWD", "HOM", "FOS", "EL", "LTEL")],
    }


def parts(request: HttpRequest) -> HttpResponse:
    """For developers with DEBUG, elsewhere for system administrators; for others no such page."""
    is_administrator = any(
        membership.role == Role.SYSTEM_ADMINISTRATOR
        for membership in memberships_in_force(request.user)
    )
    if not (settings.DEBUG or is_administrator):
        raise Http404
    form = SampleForm({"date": "January 23, 2024", "stage": "Contact", "place": "o"})
    context = {
        "colors": COLORS,
        "themes": [("light", "Light"), ("dark", "Dark")],
        "filter_form": SampleFilter(request.GET or {"level": "2"}),
        "form": form,
        **_samples(today()),
    }
    return render(request, "county_office/parts.html", context)
