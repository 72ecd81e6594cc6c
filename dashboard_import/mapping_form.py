"""The form on which a person says which column of a file is which of a layout's."""

from __future__ import annotations

from typing import Any

from django import forms

from dashboard_import.header_comparison import HeaderComparison

NOT_THERE, NOT_SAID = "not in this file", "choose the column"


class ColumnMappingForm(forms.Form):
    """A choice for each column that the layout has and the file has not, needed ones first.

    Nothing is chosen beforehand: what is probably meant stands beside the field.
    """

    def __init__(self, *args: Any, comparison: HeaderComparison, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.comparison = comparison
        found = [(name, name) for name in comparison.new]
        for number, line in enumerate(comparison.missing):
            hints = ["A rule reads it."] if line.is_needed else []
            hints += [f"Probably {line.found}."] if line.found else []
            self.fields[f"column_{number}"] = forms.ChoiceField(
                label=line.published,
                choices=[("", NOT_SAID if line.is_needed else NOT_THERE), *found],
                required=line.is_needed,
                help_text=" ".join(hints),
                error_messages={"required": f"Say which column is {line.published}."},
            )

    def clean(self) -> dict[str, Any]:
        chosen = [name for name in self.cleaned_data.values() if name]
        for name in sorted({name for name in chosen if chosen.count(name) > 1}):
            self.add_error(None, f"{name} is chosen twice. Each column is one thing only.")
        if not chosen and not self.errors:
            self.add_error(None, "Say of at least one column which it is.")
        return self.cleaned_data

    def columns(self) -> dict[str, str]:
        """Name in the file → name in the layout."""
        pairs = (
            (self.cleaned_data[f"column_{number}"], line.published)
            for number, line in enumerate(self.comparison.missing)
        )
        return {found: published for found, published in pairs if found}
