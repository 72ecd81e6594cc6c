"""The search of the services; it lives in the address."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms

from county_office.indicators import INDICATORS, PRIORITY_NAMES
from county_office.student_groups import GROUP_LABELS
from services_catalog.models import LEVELS
from services_catalog.selectors import Wish


def _any(choices: Iterable[tuple[str | int, str]]) -> list[tuple[str | int, str]]:
    return [("", "any"), *choices]


class ServiceSearchForm(forms.Form):
    """Words and filters. What an address holds beyond the known choices is not an error: it is
    left out, so that an old link still shows something."""

    q = forms.CharField(
        label="Find a service",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"placeholder": "For example: absences"}),
    )
    priority = forms.TypedChoiceField(
        label="Priority",
        required=False,
        coerce=int,
        empty_value=None,
        choices=_any((number, f"{number} {name}") for number, name in PRIORITY_NAMES.items()),
    )
    indicator = forms.ChoiceField(
        label="Indicator",
        required=False,
        choices=_any((code, indicator.name) for code, indicator in INDICATORS.items()),
    )
    group = forms.ChoiceField(
        label="Student group", required=False, choices=_any(GROUP_LABELS.items())
    )
    # Chosen in the list at the side.
    level = forms.TypedChoiceField(
        required=False,
        coerce=int,
        empty_value=None,
        choices=_any((level, f"Level {level}") for level in LEVELS),
        widget=forms.HiddenInput,
    )
    division = forms.SlugField(required=False, widget=forms.HiddenInput)

    def wish(self) -> Wish:
        """What the address asks for."""
        self.is_valid()
        asked = self.cleaned_data
        return Wish(
            words=asked.get("q", ""),
            division=asked.get("division", ""),
            level=asked.get("level"),
            priority=asked.get("priority"),
            indicator=asked.get("indicator", ""),
            student_group=asked.get("group", ""),
        )
