"""Counties, LEAs with their CDS codes over time, and schools.

A CDS code has 14 digits: 2 county, 5 district, 7 school. A district or county office ends in seven
zeros; a county office's district part begins with 10. Codes change (a district that moves county or
unifies gets a new one), so an LEA has its own key and keeps its former codes in `LeaCode`.
"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce

CDS_FORMAT = r"^[0-9]{14}$"


def _years() -> Func:
    """The years of a code as a range, for the exclusion constraints."""
    return Func(
        F("first_year"), Coalesce(F("last_year"), Value(9999)), Value("[]"), function="int4range"
    )


class County(models.Model):
    """One of California's 58 counties, or the fictitious county 99 of the demonstration."""

    code = models.CharField(max_length=2, primary_key=True)
    name = models.CharField(max_length=80, unique=True)
    is_demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "counties"
        constraints = [
            models.CheckConstraint(
                name="county_code_is_two_digits", condition=Q(code__regex=r"^[0-9]{2}$")
            ),
            models.CheckConstraint(
                name="county_99_alone_is_demonstration",
                condition=Q(code="99", is_demonstration=True)
                | Q(code__lt="99", is_demonstration=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def office_name(self) -> str:
        """The county office of education, as it writes itself."""
        return f"{self.name.removesuffix(' County')} County Office of Education"


class LeaKind(models.TextChoices):
    DISTRICT = "district", "school district"
    COUNTY_OFFICE = "coe", "county office of education"
    CHARTER = "charter", "charter school"
    # State special schools, and what stands for a charter school that the state authorized: files
    # name them like districts, and the state determines nothing for them.
    STATE = "state", "school of the state"


class Lea(models.Model):
    """A local educational agency: a school district, a county office or a charter school; or a
    school of the state, which files name like one."""

    name = models.CharField(max_length=150)
    kind = models.CharField(max_length=8, choices=LeaKind.choices)
    county = models.ForeignKey(County, on_delete=models.PROTECT, related_name="leas")
    # From the state's directory or an LEA's rows; blank until a file told.
    grades_offered = models.CharField(max_length=20, blank=True)
    # The year of the file that the name is from; null where a person gave it.
    named_in = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["name"]
        indexes = [models.Index(fields=["county", "kind"])]
        constraints = [
            models.CheckConstraint(name="lea_kind_is_known", condition=Q(kind__in=LeaKind.values)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def cds(self) -> str:
        """The CDS code in force now; lists read it through `prefetch_related("codes")`."""
        codes = sorted(self.codes.all(), key=lambda code: code.first_year)
        return codes[-1].cds if codes else ""


class LeaCode(models.Model):
    """A CDS code of an LEA, from one Dashboard year to another (both included; open: still)."""

    lea = models.ForeignKey(Lea, on_delete=models.CASCADE, related_name="codes")
    cds = models.CharField(max_length=14)
    first_year = models.PositiveSmallIntegerField(default=2017)
    last_year = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["first_year"]
        indexes = [models.Index(fields=["cds"])]
        constraints = [
            models.CheckConstraint(
                name="lea_code_is_14_digits", condition=Q(cds__regex=CDS_FORMAT)
            ),
            models.CheckConstraint(
                name="lea_code_years_in_order",
                condition=Q(last_year__isnull=True) | Q(last_year__gte=F("first_year")),
            ),
            ExclusionConstraint(
                name="lea_code_one_lea_a_code_and_year",
                expressions=[("cds", RangeOperators.EQUAL), (_years(), RangeOperators.OVERLAPS)],
            ),
            ExclusionConstraint(
                name="lea_code_one_code_a_lea_and_year",
                expressions=[("lea", RangeOperators.EQUAL), (_years(), RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        return self.cds


class LeaName(models.Model):
    """A name that an LEA had: people go on looking for it. Results keep those of their own file."""

    lea = models.ForeignKey(Lea, on_delete=models.CASCADE, related_name="former_names")
    name = models.CharField(max_length=150)
    # The year of the newest file that it is from; null where a person gave it.
    last_year = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = [F("last_year").desc(nulls_last=True), "name"]
        constraints = [
            models.UniqueConstraint(fields=["lea", "name"], name="lea_name_once_an_lea"),
        ]

    def __str__(self) -> str:
        return self.name


class School(models.Model):
    """A school; its results explain a district's. A charter school is an LEA as well."""

    cds = models.CharField(max_length=14, unique=True)
    name = models.CharField(max_length=150)
    lea = models.ForeignKey(
        Lea,
        on_delete=models.CASCADE,
        related_name="schools",
        help_text="The district or county office it belongs to.",
    )
    charter_lea = models.OneToOneField(
        Lea, null=True, blank=True, on_delete=models.SET_NULL, related_name="charter_school"
    )
    named_in = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="school_cds_is_14_digits", condition=Q(cds__regex=CDS_FORMAT)
            ),
        ]

    def __str__(self) -> str:
        return self.name
