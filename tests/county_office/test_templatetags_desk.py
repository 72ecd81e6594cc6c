import datetime as dt
from typing import Any

import pytest
import time_machine
from django import forms
from django.template import Context, RequestContext, Template
from django.test import RequestFactory

NOON = dt.datetime(2025, 1, 14, 20, tzinfo=dt.UTC)


def rendered(text: str, **context: Any) -> str:
    return Template("{% load desk %}" + text).render(Context(context))


def with_request(text: str, address: str = "/", **context: Any) -> str:
    request = RequestFactory().get(address)
    return Template("{% load desk %}" + text).render(RequestContext(request, context))


@pytest.mark.parametrize(
    ("level", "word"),
    [(1, "Red"), (2, "Orange"), (3, "Yellow"), (4, "Green"), (5, "Blue"), (None, "None")],
)
def test_the_word_stands_beside_every_dial(level: int | None, word: str) -> None:
    assert f"<span>{word}</span>" in rendered("{% dial level %}", level=level)


def test_a_year_without_color_may_say_so() -> None:
    assert "No color" in rendered('{% dial None 24 "No color" %}')


def test_status_bars_say_the_states_word_and_no_status_is_none() -> None:
    assert "Very High" in rendered('{% status_bars 1 "Very High" %}')
    assert "None" in rendered("{% status_bars None %}")


@pytest.mark.parametrize(
    ("level", "year", "look", "word"),
    [
        (1, None, "chip-level-1", "Level 1"),
        (2, None, "chip-level-2", "Level 2"),
        (2, 1, "chip-level-2 chip-year-1", "Level 2, Year 1"),
        (2, 2, "chip-level-2 chip-year-2", "Level 2, Year 2"),
        (3, 1, "chip-level-3", "Level 3 criteria"),
        (None, None, "chip-unknown", "Undetermined"),
    ],
)
def test_a_level_chip_says_its_level(
    level: int | None, year: int | None, look: str, word: str
) -> None:
    chip = rendered("{% level_chip level year %}", level=level, year=year)
    assert look in chip
    assert f"{word}</span>" in chip


@time_machine.travel(NOON)
def test_overdue_and_today_have_icon_and_words_and_later_days_words_alone() -> None:
    texts = [rendered("{% due day %}", day=dt.date(2025, 1, day)) for day in (13, 14, 16)]
    assert "due-over" in texts[0]
    assert "Overdue since Mon, Jan 13" in texts[0]
    assert "due-today" in texts[1]
    assert texts[2] == '<span class="due">in 2 days</span>'


@time_machine.travel(NOON)
def test_the_next_action_says_its_day_and_how_far_it_is() -> None:
    def said(day: dt.date) -> str:
        return rendered("{% due_sentence day %}", day=day)

    assert said(dt.date(2025, 1, 16)) == "Due <strong>Thursday, January 16</strong>, in 2 days."
    assert said(dt.date(2025, 2, 14)) == "Due <strong>Friday, February 14</strong>."
    assert "Overdue since Mon, Jan 13" in said(dt.date(2025, 1, 13))


@time_machine.travel(NOON)
def test_a_day_that_is_missing_is_a_dash_or_says_so() -> None:
    assert rendered("{{ none|short_day }}", none=None) == "\N{EN DASH}"
    assert "no date" in rendered("{% due_day none %}", none=None)


def test_a_persons_name_is_read_out_where_only_a_letter_is_shown() -> None:
    badge = rendered("{% person_badge name %}", name="Maria O'Neill & Lopez")
    assert 'aria-hidden="true">L</span>' in badge
    assert 'class="visually-hidden">Maria O&#x27;Neill &amp; Lopez</span>' in badge


def test_a_year_of_the_watch_is_read_out() -> None:
    assert "2024: met" in rendered('{% tick True "2024: met" %}')
    assert "·" in rendered('{% tick None "2018: no such group" %}')


def test_taking_a_filter_off_keeps_the_others_and_returns_to_the_first_page() -> None:
    address = with_request('{% without "level" %}', "/leas/?level=2&group=SWD&page=3")
    assert address == "?group=SWD"


def test_a_form_in_a_component_included_with_only_is_protected() -> None:
    text = '{% include "components/action.html" with action=action only %}'
    action = {"label": "Release 3", "url": "/notices/release/", "is_post": True}
    assert 'name="csrfmiddlewaretoken" value="' in with_request(text, action=action)


class MeetingForm(forms.Form):
    day = forms.DateField(label="Date")
    people = forms.MultipleChoiceField(
        choices=[("a", "A")],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Say who comes"},
    )

    def clean(self) -> None:
        raise forms.ValidationError("The room is taken.")


def test_the_box_lists_every_fault_with_the_field_it_leads_to() -> None:
    text = (
        "{% faults form as found %}"
        "{% for message, target in found %}{{ message }}|{{ target }};{% endfor %}"
    )
    assert rendered(text, form=MeetingForm({})) == (
        "The room is taken.|;Date: This field is required.|id_day;Say who comes|id_people_0;"
    )


def test_a_table_becomes_one_block_a_column_the_last_first() -> None:
    rows = [("Homeless", ["5, 6", ""]), ("Foster Youth", ["\N{EN DASH}", "4, 5"])]
    text = "{% for head, cells in rows|by_column:heads %}{{ head }}{{ cells }};{% endfor %}"
    assert rendered(
        "{% autoescape off %}" + text + "{% endautoescape %}", rows=rows, heads=[1, 2]
    ) == (
        "2[('Homeless', ''), ('Foster Youth', '4, 5')];"
        "1[('Homeless', '5, 6'), ('Foster Youth', '\N{EN DASH}')];"
    )
