"""The rows of published files. Parents are empty: each batch has a child table of its own.

The tables are made by SQL (migration `0002_result_tables`, with their checks), since a child
inherits its parent's columns and adds those that only its file has. Read live rows through
`selectors`.
"""

from __future__ import annotations

from django.db import models


class FileRow(models.Model):
    """What each row has: its batch, its physical line in the file, its CDS code."""

    pk = models.CompositePrimaryKey("batch_id", "line")
    batch_id = models.BigIntegerField()
    line = models.IntegerField()
    year = models.SmallIntegerField()
    cds = models.CharField(max_length=14)

    class Meta:
        abstract = True

    @property
    def county_code(self) -> str:
        return self.cds[:2]


class DashboardResult(FileRow):
    """One indicator's result of one student group at the state, an LEA or a school.

    Levels: 1 is always the worst, also where it is "Very High"; 0 or null is no data or no color.
    `change` is as published; it comes from unrounded numbers and is never recomputed.
    """

    indicator = models.CharField(max_length=16)
    rtype = models.CharField(max_length=1)
    school_name = models.TextField(db_column="schoolname")
    district_name = models.TextField(db_column="districtname")
    county_name = models.TextField(db_column="countyname")
    charter_flag = models.CharField(max_length=1)
    coe_flag = models.CharField(max_length=1)
    dass_flag = models.CharField(max_length=1)
    studentgroup = models.CharField(max_length=4)
    currnumer = models.IntegerField(null=True)
    currdenom = models.IntegerField(null=True)
    currstatus = models.DecimalField(max_digits=12, decimal_places=5, null=True)
    priornumer = models.IntegerField(null=True)
    priordenom = models.IntegerField(null=True)
    priorstatus = models.DecimalField(max_digits=12, decimal_places=5, null=True)
    change = models.DecimalField(max_digits=12, decimal_places=5, null=True)
    statuslevel = models.SmallIntegerField(null=True)
    changelevel = models.SmallIntegerField(null=True)
    color = models.SmallIntegerField(null=True)
    box = models.SmallIntegerField(null=True)
    smalldenom = models.CharField(max_length=1)
    currnsizemet = models.CharField(max_length=1)
    priornsizemet = models.CharField(max_length=1)
    accountabilitymet = models.CharField(max_length=1)
    certifyflag = models.CharField(max_length=1)

    class Meta:
        managed = False
        db_table = "dashboard_result"

    def __str__(self) -> str:
        return f"{self.indicator} {self.year} {self.cds} {self.studentgroup}"


class CensusEnrollment(FileRow):
    """How many students a group has at an LEA or a school, and of how many."""

    rtype = models.CharField(max_length=1)
    school_name = models.TextField(db_column="schoolname")
    district_name = models.TextField(db_column="districtname")
    county_name = models.TextField(db_column="countyname")
    studentgroup = models.CharField(max_length=4)
    total_enrollment = models.IntegerField(null=True, db_column="totalenrollment")
    subgroup_total = models.IntegerField(null=True, db_column="subgrouptotal")
    rate = models.DecimalField(max_digits=12, decimal_places=5, null=True)

    class Meta:
        managed = False
        db_table = "census_enrollment"

    def __str__(self) -> str:
        return f"{self.year} {self.cds} {self.studentgroup}"


class LocalIndicatorResult(FileRow):
    """An LEA's own rating of one priority, in the words of its file."""

    district_name = models.TextField(db_column="districtname")
    priority = models.SmallIntegerField()
    performance = models.TextField()

    class Meta:
        managed = False
        db_table = "local_indicator_result"

    def __str__(self) -> str:
        return f"{self.year} {self.cds} priority {self.priority}"


class PublishedStatus(FileRow):
    """One LEA of the state's assistance status list.

    `letters` {group: letter}, groups with fewer than two priorities absent; `statuses`, `level3`
    {Dashboard year: words, Y or N}; `methods` {number: Y or N}. JSON keys are text.
    """

    district_name = models.TextField(db_column="districtname")
    county_name = models.TextField(db_column="countyname")
    grades_offered = models.TextField(db_column="gradesoffered")
    letters = models.JSONField()
    total_student_groups = models.IntegerField(null=True, db_column="totalstudentgroups")
    statuses = models.JSONField()
    methods = models.JSONField()
    level3 = models.JSONField()

    class Meta:
        managed = False
        db_table = "published_status"

    def __str__(self) -> str:
        return f"{self.year} {self.cds}"
