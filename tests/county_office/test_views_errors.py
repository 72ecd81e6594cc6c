import logging
import re

import pytest
from django.test import Client, RequestFactory

from county_office.views import errors


def test_a_failure_shows_a_number_that_stands_in_the_log(
    caplog: pytest.LogCaptureFixture, rf: RequestFactory
) -> None:
    with caplog.at_level(logging.ERROR, "county_office.views.errors"):
        response = errors.server_error(rf.post("/cases/1/"))
    page = response.content.decode()
    reference = re.search(r"<strong>(\w{4}-\w{3})</strong>", page)
    assert response.status_code == 500
    assert reference is not None
    assert f"Reference {reference[1]} shown for POST /cases/1/" in caplog.text
    assert "Nothing was changed" in page


def test_numbers_differ_and_have_no_letters_that_sound_or_look_alike() -> None:
    numbers = {errors.new_reference() for _ in range(200)}
    assert len(numbers) == 200
    assert not set("".join(numbers)) & set("01IOSB")


@pytest.mark.django_db
def test_a_page_that_does_not_exist_says_nothing_about_why(client: Client) -> None:
    response = client.get("/no-such-page/")
    assert response.status_code == 404
    assert "We have no page at this address" in response.content.decode()


@pytest.mark.django_db
def test_a_form_without_its_proof_of_origin_is_explained() -> None:
    response = Client(enforce_csrf_checks=True).post("/sign-in/", {"username": "a@b.example"})
    assert response.status_code == 403
    assert "The form was open too long" in response.content.decode()
