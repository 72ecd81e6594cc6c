"""Received files go to a directory of the test's own; the demonstration county is there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from county_office.models import County
from tests.factories.county_office import CountyFactory


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def demo_county(db: None) -> County:
    """County 99, which the test settings allow."""
    county: County = CountyFactory(code="99")
    return county
