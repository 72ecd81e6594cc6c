"""Models of assistance cases: one module a concern."""

from assistance_cases.models.cases import AssistanceCase, CaseYear, Provider, YearOfAssistance
from assistance_cases.models.cycles import Cycle
from assistance_cases.models.milestones import Milestone
from assistance_cases.models.saved_views import SavedView
from assistance_cases.models.timeline import CaseEvent, CaseNote, EventKind

__all__ = [
    "AssistanceCase",
    "CaseEvent",
    "CaseNote",
    "CaseYear",
    "Cycle",
    "EventKind",
    "Milestone",
    "Provider",
    "SavedView",
    "YearOfAssistance",
]
