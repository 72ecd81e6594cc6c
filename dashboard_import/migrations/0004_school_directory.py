"""The parent of the rows of the state's directory of schools."""

from importlib import import_module

from django.db import migrations

result_tables = import_module("dashboard_import.migrations.0002_result_tables")

CREATE = f"""
CREATE TABLE school_directory ({result_tables.ROW},
    indicator text NOT NULL,
    schoolname text NOT NULL DEFAULT '',
    charter_flag text NOT NULL DEFAULT '',
    statustype text NOT NULL,
    doctype text NOT NULL DEFAULT '',
    gsoffered text NOT NULL DEFAULT '',
    {result_tables.PARENT_STAYS_EMPTY}
);
"""


class Migration(migrations.Migration):
    dependencies = [("dashboard_import", "0003_downloads")]
    operations = [migrations.RunSQL(CREATE, "DROP TABLE school_directory CASCADE")]
