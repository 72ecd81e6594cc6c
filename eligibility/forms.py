"""The filter bar of the differences with a published list; its state lives in the address."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from eligibility.agreement import CAUSE_WORDS, ExplainedDifference

LEA_FIELD = "LEA"  # what a difference names where only one side knows the LEA
LEA, LETTERS, ANSWERS = "lea", "letters", "answers"
WHERE = {LETTERS: "letters of groups", LEA: "LEAs on one side", ANSWERS: "methods, status, Level 3"}


class DifferenceFilterForm(forms.Form):
    """Offers what the differences hold; a value that none has is treated as not given."""

    q = forms.CharField(
        required=False,
        label="LEA name or CDS code",
        widget=forms.TextInput(attrs={"placeholder": "LEA name or CDS code"}),
    )
    where = forms.ChoiceField(required=False, label="Where")
    cause = forms.ChoiceField(required=False, label="Cause")

    def __init__(
        self, *args: Any, differences: Iterable[ExplainedDifference], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.differences = list(differences)
        kinds = {_where(each) for each in self.differences}
        causes = {each.kind for each in self.differences}
        self._offer("where", ((key, words) for key, words in WHERE.items() if key in kinds))
        self._offer("cause", ((key, words) for key, words in CAUSE_WORDS.items() if key in causes))

    def _offer(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        self.fields[name].choices = [("", "any"), *choices]  # type: ignore[attr-defined]

    def narrowed(self) -> list[ExplainedDifference]:
        """The differences that fit."""
        self.is_valid()
        words = (self.cleaned_data.get("q") or "").lower().split()
        where, cause = self.cleaned_data.get("where"), self.cleaned_data.get("cause")
        return [
            each
            for each in self.differences
            if all(word in f"{each.difference.lea} {each.difference.cds}".lower() for word in words)
            and where in ("", None, _where(each))
            and cause in ("", None, each.kind)
        ]


def _where(each: ExplainedDifference) -> str:
    if each.is_answer:
        return ANSWERS
    return LEA if each.difference.field == LEA_FIELD else LETTERS
