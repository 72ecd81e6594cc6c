"""Gives a person access: the account, the role and the place."""

import secrets
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from county_office.management.county import county_if_named
from county_office.models import Role, User
from county_office.selectors import lea_by_cds, today
from county_office.services import add_person


class Command(BaseCommand):
    help = (
        "Gives a person access to a county, an LEA or the whole desk, and prints a first password."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name", help="first and last name, in quotes")
        parser.add_argument("role", choices=[role.value for role in Role])
        parser.add_argument("--county", help="name or two-digit code, for the county's people")
        parser.add_argument("--lea", help="CDS code of 14 digits, for a district lead")

    def handle(self, *args: Any, **options: Any) -> None:
        is_new = not User.objects.filter(email=options["email"].strip().lower()).exists()
        password = secrets.token_urlsafe(12)
        try:
            membership = add_person(
                email=options["email"],
                full_name=options["name"],
                role=Role(options["role"]),
                password=password,
                county=county_if_named(options["county"]),
                lea=self._lea(options["lea"]) if options["lea"] else None,
                by=None,
            )
        except ValidationError as fault:
            raise CommandError("; ".join(fault.messages)) from fault
        place = membership.county or membership.lea or "the whole desk"
        self.stdout.write(f"{membership.user}: {membership.get_role_display()}, {place}.")
        if is_new:
            self.stdout.write(f"First password, shown once: {password}")

    def _lea(self, cds: str) -> Any:
        lea = lea_by_cds(cds.replace(" ", ""), today().year)
        if lea is None:
            raise CommandError(
                f"No LEA has the CDS code {cds} now. LEAs appear when a Dashboard file that holds "
                "them is loaded."
            )
        return lea
