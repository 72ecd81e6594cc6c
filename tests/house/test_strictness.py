"""What the suite is strict about, tried on itself."""

import socket

import pytest

from county_office.models import County
from tests.plugins.network import NetworkForbiddenError


def test_rows_without_an_order_come_in_a_random_one(db):
    unordered = County.objects.order_by()
    orders = {tuple(unordered.values_list("code", flat=True)) for _ in range(5)}
    assert len(orders) > 1


def test_rows_with_an_order_keep_it(db):
    codes = list(County.objects.order_by("code").values_list("code", flat=True))
    assert codes == sorted(codes)


def test_counting_grouping_and_distinct_rows_are_left_as_they_are(db):
    assert County.objects.order_by().count() == 58
    assert County.objects.order_by().values("is_demonstration").distinct().count() == 1


def test_no_test_leaves_this_machine():
    with pytest.raises(NetworkForbiddenError, match=r"may not reach 192\.0\.2\.1:80"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
