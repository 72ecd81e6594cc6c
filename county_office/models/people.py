"""Users and their memberships. Somebody without a membership in force sees nothing."""

from typing import Any, ClassVar

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from county_office.models.places import County, Lea


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Creates a person who signs in with an e-mail address, stored in lower case."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Creates a person who may open the admin site. It gives no county's rows: see `scope`."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person at a county office or an LEA."""

    email = models.EmailField(unique=True)
    full_name = models.CharField(max_length=120)
    job_title = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField("may open the admin site", default=False)
    date_joined = models.DateTimeField(default=timezone.now)

    objects = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        ordering = ["full_name"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_unique_in_any_case"),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email


class Role(models.TextChoices):
    """What a membership makes of a person; the rights are in `county_office.rights`."""

    SYSTEM_ADMINISTRATOR = "system_administrator", "System administrator"
    COE_ADMINISTRATOR = "coe_administrator", "County administrator"
    COE_STAFF = "coe_staff", "County staff"
    DISTRICT_LEAD = "district_lead", "District lead"
    READ_ONLY = "read_only", "County, read only"


COUNTY_ROLES = [Role.COE_ADMINISTRATOR, Role.COE_STAFF, Role.READ_ONLY]


@pghistory.track()
class Membership(models.Model):
    """A person's role in a county or at an LEA, from a first to a last day (both included)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    county = models.ForeignKey(
        County, null=True, blank=True, on_delete=models.CASCADE, related_name="memberships"
    )
    lea = models.ForeignKey(
        Lea, null=True, blank=True, on_delete=models.CASCADE, related_name="memberships"
    )
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["first_day"]
        constraints = [
            models.CheckConstraint(
                name="membership_place_fits_role",
                condition=Q(role=Role.SYSTEM_ADMINISTRATOR, county__isnull=True, lea__isnull=True)
                | Q(role=Role.DISTRICT_LEAD, county__isnull=True, lea__isnull=False)
                | Q(role__in=COUNTY_ROLES, county__isnull=False, lea__isnull=True),
            ),
            models.CheckConstraint(
                name="membership_days_in_order",
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
            ),
            models.UniqueConstraint(
                fields=["user", "role", "county", "lea", "first_day"],
                name="membership_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"
