"""Help, accessibility and privacy answer before anybody signs in."""

import pytest
from django.test import Client
from django.urls import reverse


@pytest.mark.parametrize("name", ["help", "accessibility", "privacy"])
def test_a_stranger_reads_it(client: Client, name: str) -> None:
    page = client.get(reverse(name))
    assert page.status_code == 200
    assert "UNDEFINED" not in page.content.decode()
