"""The parents' constraints hold for what is written into a batch's table once it is one of theirs.

The rows of a file are in it by then, looked at by the import in one scan that all cores share, with
the same conditions and many more. PostgreSQL's own scan, by one core for each batch, would find
nothing else. The parents themselves are empty.
"""

from django.db import migrations

FOR_LATER_ROWS = """
DO $$
DECLARE
    one record;
BEGIN
    FOR one IN
        SELECT conrelid::regclass AS parent, conname, pg_get_constraintdef(oid) AS definition
        FROM pg_constraint
        WHERE contype = 'c' AND NOT connoinherit AND conrelid IN (
            'dashboard_result'::regclass, 'census_enrollment'::regclass,
            'local_indicator_result'::regclass, 'published_status'::regclass,
            'school_directory'::regclass)
    LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', one.parent, one.conname);
        EXECUTE format('ALTER TABLE %s ADD CONSTRAINT %I %s NOT VALID',
                       one.parent, one.conname, one.definition);
    END LOOP;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("dashboard_import", "0005_column_mappings")]
    operations = [migrations.RunSQL(FOR_LATER_ROWS, migrations.RunSQL.noop)]
