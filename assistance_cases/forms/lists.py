"""The filter bar of the list of LEAs; its state lives in the address."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from assistance_cases.selectors.leas import NO_CASE, RECEIVING, LeaFilter, LeaRow, level_key
from assistance_cases.workflow import CLOSED, STAGES
from county_office.indicators import PRIORITY_NAMES
from county_office.student_groups import GROUP_LABELS

LEVELS = {
    "3": "Level 3 criteria",
    "2-1": "Level 2, Year 1",
    "2-2": "Level 2, Year 2",
    "2": "Level 2",
    "1": "Level 1",
    "unknown": "Undetermined",
}


class LeaFilterForm(forms.Form):
    """Offers what the rows hold; a value that no row has is treated as not given."""

    tab = forms.CharField(required=False, widget=forms.HiddenInput)
    sort = forms.CharField(required=False, widget=forms.HiddenInput)
    year = forms.IntegerField(required=False, widget=forms.HiddenInput)
    q = forms.CharField(
        required=False,
        label="LEA name or CDS code",
        widget=forms.TextInput(attrs={"placeholder": "LEA name or CDS code"}),
    )
    level = forms.ChoiceField(required=False, label="Level")
    group = forms.ChoiceField(required=False, label="Group")
    priority = forms.ChoiceField(required=False, label="Priority")
    stage = forms.ChoiceField(required=False, label="Stage")
    lead = forms.ChoiceField(required=False, label="Lead")

    def __init__(self, *args: Any, rows: Iterable[LeaRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = list(rows)
        levels = {level_key(row.standing) for row in rows}
        groups = {group for row in rows for group in row.standing.groups}
        priorities = {number for row in rows for number in row.standing.priorities}
        leads = {str(row.case.case_lead_id): str(row.case.case_lead) for row in rows if row.case}
        self._offer("level", ((key, word) for key, word in LEVELS.items() if key in levels))
        self._offer("group", ((key, word) for key, word in GROUP_LABELS.items() if key in groups))
        self._offer(
            "priority",
            ((str(number), f"{number} {PRIORITY_NAMES[number]}") for number in sorted(priorities)),
        )
        stages = ((stage.key, stage.title) for stage in STAGES if stage.key != CLOSED)
        self._offer("stage", [*stages, (NO_CASE, "No case yet")])
        people = sorted(leads.items(), key=lambda person: person[1])
        self._offer("lead", [*people, (NO_CASE, "nobody")], any_word="anyone")

    def _offer(
        self, name: str, choices: Iterable[tuple[str, str]], *, any_word: str = "any"
    ) -> None:
        self.fields[name].choices = [("", any_word), *choices]  # type: ignore[attr-defined]

    def narrowed_to(self) -> LeaFilter:
        """The filter of the address, without what it does not offer."""
        self.is_valid()
        names = ("q", "level", "group", "priority", "stage", "lead")
        return LeaFilter(**{name: self.cleaned_data.get(name) or "" for name in names})

    @property
    def chosen_tab(self) -> str:
        self.is_valid()
        return self.cleaned_data.get("tab") or RECEIVING

    @property
    def order(self) -> str:
        self.is_valid()
        return self.cleaned_data.get("sort") or ""
