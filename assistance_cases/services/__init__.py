"""What changes a case: each function checks the right and writes in one transaction."""

from assistance_cases.services.cases import (
    CASE_LEAD_ROLES,
    add_case_year,
    change_case_lead,
    close_case,
    open_case,
    reopen_case,
    why_not_opened_on,
)
from assistance_cases.services.cycles import ensure_cycle
from assistance_cases.services.milestones import (
    last_due_day,
    mark_milestone_done,
    mark_milestone_not_needed,
    move_due_date,
    reopen_milestone,
    why_not_done_on,
    why_not_due_on,
)
from assistance_cases.services.notes import add_note
from assistance_cases.services.refusal import CaseRefusedError
from assistance_cases.services.reminders import write_milestone_reminders
from assistance_cases.services.saved_views import change_view, delete_view, save_view

__all__ = [
    "CASE_LEAD_ROLES",
    "CaseRefusedError",
    "add_case_year",
    "add_note",
    "change_case_lead",
    "change_view",
    "close_case",
    "delete_view",
    "ensure_cycle",
    "last_due_day",
    "mark_milestone_done",
    "mark_milestone_not_needed",
    "move_due_date",
    "open_case",
    "reopen_case",
    "reopen_milestone",
    "save_view",
    "why_not_done_on",
    "why_not_due_on",
    "why_not_opened_on",
    "write_milestone_reminders",
]
