"""Rows of a query without an order come in a random one, so no test leans on the table's own.

PostgreSQL promises none; it just happens to be that of insertion while a table is small.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest
from django.db.models.functions import Random
from django.db.models.sql.compiler import SQLCompiler


def may_be_shuffled(compiler: SQLCompiler) -> bool:
    """Whether the query gives rows of a table as they are: others would be refused or changed."""
    query = compiler.query
    return not (
        query.subquery
        or query.distinct
        or query.combinator
        or query.group_by is not None
        or any(annotation.contains_aggregate for annotation in query.annotations.values())
    )


@pytest.fixture(scope="session", autouse=True)
def _shuffle_unordered_queries() -> Generator[None, None, None]:
    get_order_by = SQLCompiler.get_order_by

    def ordered_or_shuffled(self: SQLCompiler) -> Any:
        found = get_order_by(self)
        if not found and may_be_shuffled(self):
            found = [(Random().asc(), ("RANDOM()", (), False))]
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SQLCompiler, "get_order_by", ordered_or_shuffled)
        yield
