"""From an opened file to the typed rows of a batch, inside the caller's transaction.

A clean text file is read by PostgreSQL straight into the batch's table; when it refuses anything,
or for workbooks and quoted text, the rows go through a table of text in which each fault is named.
"""

from dashboard_import.staging.rows import Canceled, Progress, Staged, discard_rows, stage_rows

__all__ = ["Canceled", "Progress", "Staged", "discard_rows", "stage_rows"]
