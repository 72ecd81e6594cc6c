"""Forms that change a case. Each field is named as its service's argument."""

from __future__ import annotations

import datetime as dt
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms

from assistance_cases.models import AssistanceCase, Milestone
from assistance_cases.services import (
    CASE_LEAD_ROLES,
    last_due_day,
    why_not_done_on,
    why_not_due_on,
    why_not_opened_on,
)
from county_office.models import County, User
from county_office.selectors import people_of_county, today


class CaseForm(forms.Form):
    """A form of one button, laid out by crispy."""

    button = "Save"
    busy = "Saving…"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        # What is missing is told in the box on top, not in a bubble of the browser's.
        self.helper.attrs = {"novalidate": ""}
        self.helper.add_input(Submit("save", self.button, data_busy=self.busy))


def _day_field(**arguments: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), **arguments)


def _words_field(label: str, *, rows: int = 3, **arguments: Any) -> forms.CharField:
    return forms.CharField(
        label=label, widget=forms.Textarea(attrs={"rows": rows}), max_length=5000, **arguments
    )


class _CaseLeadField(forms.ModelChoiceField):
    """The county's staff, those who may lead a case."""

    def __init__(self, county: County) -> None:
        people = people_of_county(county, *CASE_LEAD_ROLES)
        super().__init__(people, label="Case lead", empty_label="Choose a person")


class OpenCaseForm(CaseForm):
    """Who leads the case; for an LEA that is not eligible also why it is opened."""

    button = "Open the case"
    busy = "Opening…"
    opened_on = _day_field(label="Opened on", help_text="Earlier if the work began before today.")
    reason = _words_field("Why a case is opened all the same")

    def __init__(
        self, *args: Any, county: County, year: int, user: User, is_eligible: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.county, self.year = county, year
        case_lead = _CaseLeadField(county)
        case_lead.initial = user if user in people_of_county(county, *CASE_LEAD_ROLES) else None
        self.fields = {"case_lead": case_lead, **self.fields}
        self.fields["opened_on"].initial = today()
        if is_eligible:
            del self.fields["reason"]
        else:
            self.fields[
                "reason"
            ].help_text = "For example: the board asked for technical assistance, EC 52071(a)."

    def clean_opened_on(self) -> dt.date:
        """The service refuses such a day as well; here the field itself says so."""
        opened_on: dt.date = self.cleaned_data["opened_on"]
        if refusal := why_not_opened_on(self.county, self.year, opened_on):
            raise forms.ValidationError(refusal)
        return opened_on


class ChangeCaseLeadForm(CaseForm):
    button = "Hand over the case"

    def __init__(self, *args: Any, case: AssistanceCase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["case_lead"] = _CaseLeadField(case.lea.county)


class AddNoteForm(CaseForm):
    """A note; nobody at the district sees it unless it is shared."""

    button = "Add note"
    text = _words_field("Note", rows=6)
    shared_with_district = forms.BooleanField(
        label="Share with the district",
        required=False,
        help_text="Without this the note stays inside the county office.",
    )


class MarkDoneForm(CaseForm):
    button = "Mark done"
    done_on = _day_field(label="Done on", required=False)

    def __init__(self, *args: Any, milestone: Milestone, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.milestone = milestone
        self.fields["done_on"].widget.attrs |= {
            "min": milestone.case.opened_on.isoformat(),
            "max": today().isoformat(),
        }

    def clean_done_on(self) -> dt.date | None:
        """The service refuses such a day as well; here the field itself says so."""
        done_on: dt.date | None = self.cleaned_data["done_on"]
        if done_on and (refusal := why_not_done_on(self.milestone, done_on)):
            raise forms.ValidationError(refusal)
        return done_on


class MoveDueDateForm(CaseForm):
    button = "Move the date"
    due_on = _day_field(label="New due date")
    reason = _words_field("Why the date moves", help_text="Shown on the case, not to the district.")

    def __init__(self, *args: Any, milestone: Milestone, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.milestone = milestone
        self.fields["due_on"].initial = milestone.due_on
        self.fields["due_on"].widget.attrs |= {
            "min": milestone.case.opened_on.isoformat(),
            "max": last_due_day(milestone).isoformat(),
        }

    def clean_due_on(self) -> dt.date:
        """The service refuses such a day as well; here the field itself says so."""
        due_on: dt.date = self.cleaned_data["due_on"]
        if refusal := why_not_due_on(self.milestone, due_on):
            raise forms.ValidationError(refusal)
        return due_on


class NotNeededForm(CaseForm):
    button = "Mark as not needed"
    reason = _words_field("Why it is not needed")


class CloseCaseForm(CaseForm):
    """Closing asks a reason as long as required steps are open."""

    button = "Close the case"
    reason = _words_field("Why the case is closed", required=False)

    def __init__(self, *args: Any, needs_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = needs_reason


class ReopenCaseForm(CaseForm):
    button = "Reopen the case"
    reason = _words_field("Why the case is reopened")
