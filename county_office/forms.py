"""Sign in, and the choice of the county one works in."""

from __future__ import annotations

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import AnonymousUser

from county_office import selectors
from county_office.models import County, User


class SignInForm(AuthenticationForm):
    """E-mail address and password."""

    username = forms.EmailField(
        label="E-mail address",
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    error_messages = {
        "invalid_login": "The e-mail address and the password do not belong together. "
        "Check both; capital letters matter in the password.",
        "inactive": "This account is closed. Ask your county office.",
    }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.helper = FormHelper()
        # What is missing is told in the box on top, not in a bubble of the browser's.
        self.helper.attrs = {"novalidate": ""}
        self.helper.add_input(Submit("sign-in", "Sign in"))


class WorkingCountyForm(forms.Form):
    """Which county somebody with several works in."""

    county = forms.ModelChoiceField(County.objects.none())

    def __init__(self, *args: object, user: User | AnonymousUser, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["county"].queryset = selectors.counties_of(user)  # type: ignore[attr-defined]
