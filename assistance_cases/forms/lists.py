"""The filter bar of the list of LEAs; its state lives in the address."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms

from assistance_cases.selectors import leas
from assistance_cases.selectors.leas import FILTERS, RECEIVING, LeaFilter, LeaRow, level_key
from assistance_cases.workflow import STAGES
from county_office.indicators import INDICATORS, PRIORITY_NAMES
from county_office.models import LeaKind
from county_office.student_groups import GROUP_LABELS

LEVELS = {
    "3": "Level 3 criteria",
    "2-1": "Level 2, Year 1",
    "2-2": "Level 2, Year 2",
    "2": "Level 2",
    "1": "Level 1",
    "unknown": "Undetermined",
}
STATES = {
    leas.UP_TO_DATE: "up to date",
    leas.OUT_OF_DATE: "out of date",
    leas.OPEN: "undetermined in part",
    leas.NOT_DETERMINED: "not determined",
}
DUE = {
    leas.OVERDUE: "overdue",
    leas.THIS_WEEK: "within 7 days",
    leas.THIS_MONTH: "within a month",
    leas.NOTHING_DUE: "nothing due",
}


class LeaFilterForm(forms.Form):
    """Offers what the rows hold; a value that no row has is treated as not given."""

    tab = forms.CharField(required=False, widget=forms.HiddenInput)
    sort = forms.CharField(required=False, widget=forms.HiddenInput)
    year = forms.IntegerField(required=False, widget=forms.HiddenInput)
    view = forms.IntegerField(required=False, widget=forms.HiddenInput)
    q = forms.CharField(
        required=False,
        label="LEA name or CDS code",
        widget=forms.TextInput(attrs={"placeholder": "LEA name or CDS code"}),
    )
    level = forms.ChoiceField(required=False, label="Level")
    method = forms.ChoiceField(required=False, label="Method")
    group = forms.ChoiceField(required=False, label="Group")
    priority = forms.ChoiceField(required=False, label="Priority")
    kind = forms.ChoiceField(required=False, label="Kind")
    state = forms.ChoiceField(required=False, label="State")
    stage = forms.ChoiceField(required=False, label="Stage")
    lead = forms.ChoiceField(required=False, label="Lead")
    due = forms.ChoiceField(required=False, label="Due")

    def __init__(self, *args: Any, rows: Iterable[LeaRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = list(rows)
        self._offer_determined(rows)
        leads = {str(row.case.case_lead_id): str(row.case.case_lead) for row in rows if row.case}
        stages = ((stage.key, stage.title) for stage in STAGES)
        self._offer("stage", [*stages, (leas.NO_CASE, "No open case")])
        people = sorted(leads.items(), key=lambda person: person[1])
        self._offer("lead", [*people, (leas.NO_CASE, "nobody")], any_word="anyone")
        self._offer("due", DUE.items(), any_word="any time")

    def _offer_determined(self, rows: list[LeaRow]) -> None:
        """What is determined of the LEAs; an indicator stands below its priority."""
        levels = {level_key(row.standing) for row in rows}
        shown = [group for row in rows for group in row.shown_groups]
        groups = {group.group for group in shown}
        priorities = {number for group in shown for number in group.priorities}
        read = {indicator for group in shown for indicator in group.indicators}
        kinds = {row.lea.kind for row in rows}
        states = {row.state for row in rows}
        self._offer("level", ((key, word) for key, word in LEVELS.items() if key in levels))
        self._offer("method", ((number, number) for number in leas.METHODS))
        self._offer("group", ((key, word) for key, word in GROUP_LABELS.items() if key in groups))
        choices = []
        for number in sorted(priorities):
            choices.append((str(number), f"{number} {PRIORITY_NAMES[number]}"))
            choices += [
                (each.code, f"{number} by {each.short_name}")
                for each in INDICATORS.values()
                if each.priority == number and each.code in read
            ]
        self._offer("priority", choices)
        self._offer("kind", ((key, word) for key, word in LeaKind.choices if key in kinds))
        self._offer("state", ((key, word) for key, word in STATES.items() if key in states))

    def _offer(
        self, name: str, choices: Iterable[tuple[str, str]], *, any_word: str = "any"
    ) -> None:
        self.fields[name].choices = [("", any_word), *choices]  # type: ignore[attr-defined]

    def narrowed_to(self) -> LeaFilter:
        """The filter of the address, without what it does not offer."""
        self.is_valid()
        return LeaFilter(**{name: self.cleaned_data.get(name) or "" for name in FILTERS})

    @property
    def parameters(self) -> dict[str, str]:
        """What a saved view keeps: tab, order and what narrows the list; never the year, so that
        it goes on to the next Dashboard."""
        self.is_valid()
        kept = {name: self.cleaned_data.get(name) or "" for name in ("tab", "sort", *FILTERS)}
        return {name: value for name, value in kept.items() if value}

    @property
    def words(self) -> list[str]:
        """What narrows the list, one "Name: value" each."""
        found = []
        for name in FILTERS:
            if value := self.parameters.get(name):
                choices = dict(getattr(self.fields[name], "choices", ()))
                found.append(f"{self.fields[name].label}: {choices.get(value, value)}")
        return found

    @property
    def chosen_tab(self) -> str:
        self.is_valid()
        return self.cleaned_data.get("tab") or RECEIVING

    @property
    def order(self) -> str:
        self.is_valid()
        return self.cleaned_data.get("sort") or ""


class SavedViewForm(forms.Form):
    """The name of a person's own view, and whether the list opens with it."""

    name = forms.CharField(label="Name", max_length=60)
    is_default = forms.BooleanField(required=False, label="Open the list of LEAs with this view")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": ""}
        self.helper.add_input(Submit("save", "Save the view", data_busy="Saving…"))
