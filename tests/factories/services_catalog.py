"""Divisions and services beside those of the starting catalog, which every database has."""

from __future__ import annotations

import factory
from factory.django import DjangoModelFactory

from services_catalog.models import Division, Service
from tests.factories.county_office import CountyFactory


class DivisionFactory(DjangoModelFactory[Division]):
    """A division of Demo County's own."""

    class Meta:
        model = Division

    county = factory.SubFactory(CountyFactory, code="99")
    slug = factory.Sequence(lambda n: f"division-{n}")
    name = factory.Sequence(lambda n: f"Division {n}")
    order = factory.Sequence(lambda n: n)


class ServiceFactory(DjangoModelFactory[Service]):
    class Meta:
        model = Service

    division = factory.SubFactory(DivisionFactory)
    slug = factory.Sequence(lambda n: f"service-{n}")
    name = factory.Sequence(lambda n: f"Service {n}")
    level = 1
    order = factory.Sequence(lambda n: n)
