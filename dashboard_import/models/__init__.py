"""Received files and what became of them; the rows themselves, one child table a batch."""

from dashboard_import.models.downloads import Download, DownloadState
from dashboard_import.models.loads import (
    Batch,
    BatchState,
    Fault,
    LiveBatch,
    Load,
    Publication,
    ReceivedFile,
    RefusedRow,
)
from dashboard_import.models.mappings import ColumnMapping
from dashboard_import.models.results import (
    CensusEnrollment,
    DashboardResult,
    LocalIndicatorResult,
    PublishedStatus,
)

__all__ = [
    "Batch",
    "BatchState",
    "CensusEnrollment",
    "ColumnMapping",
    "DashboardResult",
    "Download",
    "DownloadState",
    "Fault",
    "LiveBatch",
    "Load",
    "LocalIndicatorResult",
    "Publication",
    "PublishedStatus",
    "ReceivedFile",
    "RefusedRow",
]
