"""What people say about files: which ones, for which county, what they are, since when public."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat

from county_office.indicators import INDICATORS
from county_office.models import County, User
from county_office.rights import Right, may
from dashboard_import.recognise import Choice

MOST_FILES = 40
EVERY_COUNTY = "all"
LOCAL_NAME = "Local indicators"
OTHER_NAMES = {
    "ENROLLMENT": "Census enrollment",
    "LOCAL": LOCAL_NAME,
    "PUBLISHED": "The state's assistance status list",
    "CHARTER_LIST": "The state's assistance status list of charter schools",
    "DIRECTORY": "The state's directory of schools",
    "ELA_GRADE_11": "ELA, grade 11 supplement",
    "MATH_GRADE_11": "Math, grade 11 supplement",
}


def indicator_name(code: str) -> str:
    """What a file is, in words: "Math", "Local indicators, priority 6"."""
    if code.startswith("LOCAL_P"):
        return f"{LOCAL_NAME}, priority {code.removeprefix('LOCAL_P')}"
    if code in OTHER_NAMES:
        return OTHER_NAMES[code]
    return INDICATORS[code].short_name if code in INDICATORS else code


class SeveralFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """One file or many; each is looked at only for its size, its content is the importer's."""

    widget = SeveralFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        given = data if isinstance(data, (list, tuple)) else [data]
        if not any(given):
            raise forms.ValidationError("Choose at least one file.")
        if len(given) > MOST_FILES:
            raise forms.ValidationError(f"Choose at most {MOST_FILES} files at a time.")
        for file in given:
            if file.size > settings.MAX_UPLOAD_BYTES:
                most = filesizeformat(settings.MAX_UPLOAD_BYTES)
                raise forms.ValidationError(f"{file.name} is larger than {most}.")
        return list(given)


class RowsForm(forms.Form):
    """Whether only one county's rows are taken of what comes, and since when it is public."""

    county = forms.ChoiceField(label="Rows of")
    confidential_until = forms.DateField(
        label="Confidential until",
        required=False,
        help_text="For the preview: until that day only staff see what is in the files.",
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, user: User, county: County | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["county"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (for the type checker)
        own = [(county.code, f"{county} only")] if county else []
        everything = [(EVERY_COUNTY, "every county in the files")]
        # Who may publish only one county is offered that county first.
        field.choices = everything + own if may(user, Right.PUBLISH_ANY) else own + everything
        field.initial = field.choices[0][0]

    def counties(self) -> list[str]:
        """The counties to cut the files down to; none for all."""
        chosen = self.cleaned_data["county"]
        return [] if chosen == EVERY_COUNTY else [chosen]


class LoadForm(RowsForm):
    """Files to load."""

    files = SeveralFilesField(label="Choose files")  # type: ignore[assignment]  # data, not files


class FetchForm(RowsForm):
    """Which files of a Dashboard year to fetch from the state's site."""

    indicators = forms.MultipleChoiceField(
        label="Files",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one file."},
    )
    field_order = ["indicators"]

    def __init__(
        self, *args: Any, indicators: list[str], missing: list[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["indicators"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101  (for the type checker)
        field.choices = [(code, indicator_name(code)) for code in indicators]
        # What is live is fetched again only when a person says so: it may have been re-issued.
        field.initial = missing


class MeaningForm(forms.Form):
    """Which indicator and year a file is of, where the file cannot tell."""

    indicator = forms.ChoiceField(label="This file is")
    year = forms.TypedChoiceField(label="of the Dashboard", coerce=int)

    def __init__(self, *args: Any, indicators: list[str], years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (
            ("indicator", [(code, indicator_name(code)) for code in indicators]),
            ("year", [(year, str(year)) for year in years]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101  (for the type checker)
            field.choices = choices

    def choice(self) -> Choice:
        return Choice(self.cleaned_data["year"], self.cleaned_data["indicator"])
