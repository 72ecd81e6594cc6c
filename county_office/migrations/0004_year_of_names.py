"""Names of LEAs and schools get the year of the file that they are from.

Those that are known already came from published files, whose year was not kept: any newer file may
rename them.
"""

from django.db import migrations, models

FIRST_DASHBOARD = """
UPDATE county_office_lea SET named_in = 2017;
UPDATE county_office_school SET named_in = 2017;
"""


class Migration(migrations.Migration):
    dependencies = [("county_office", "0003_notice_events")]
    operations = [
        migrations.AddField(
            model_name=model,
            name="named_in",
            field=models.PositiveSmallIntegerField(null=True, blank=True, editable=False),
        )
        for model in ("lea", "school")
    ] + [migrations.RunSQL(FIRST_DASHBOARD, migrations.RunSQL.noop)]
