"""`manage.py load_catalog`: brings the catalog of services in line with its dated files."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from services_catalog.catalog import CatalogError, read_catalog
from services_catalog.services import load_catalog


class Command(BaseCommand):
    help = (
        "Compares the catalog of services with services_catalog/catalog/*.yaml and says what "
        "differs. Changes nothing without --apply. A fresh database has the catalog already."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--apply", action="store_true", help="make the changes")

    def handle(self, *args: Any, apply: bool, **options: Any) -> None:
        try:
            catalog = read_catalog()
        except CatalogError as error:
            raise CommandError(f"The catalog was not loaded: {error}") from error
        changes = load_catalog(catalog=catalog, apply=apply)
        for line in changes.lines:
            self.stdout.write(line)
        size = f"{len(catalog.services)} services in {len(catalog.divisions)} divisions"
        if not changes.lines:
            self.stdout.write(f"The catalog is up to date: {size}.")
        elif apply:
            self.stdout.write(f"{len(changes.lines)} changes made: {size}.")
        else:
            self.stdout.write(f"{len(changes.lines)} changes, none made. Add --apply to make them.")
