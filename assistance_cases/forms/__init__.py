"""Forms of cases: what a page may send."""

from assistance_cases.forms.cases import (
    AddNoteForm,
    CaseForm,
    ChangeCaseLeadForm,
    CloseCaseForm,
    MarkDoneForm,
    MoveDueDateForm,
    NotNeededForm,
    OpenCaseForm,
    ReopenCaseForm,
)
from assistance_cases.forms.lists import LeaFilterForm, SavedViewForm

__all__ = [
    "AddNoteForm",
    "CaseForm",
    "ChangeCaseLeadForm",
    "CloseCaseForm",
    "LeaFilterForm",
    "MarkDoneForm",
    "MoveDueDateForm",
    "NotNeededForm",
    "OpenCaseForm",
    "ReopenCaseForm",
    "SavedViewForm",
]
