"""The parents of the rows: empty tables whose children, one a batch, hold the published rows.

A child inherits columns and checks and adds the columns that only its file has. Nobody can put a
row into a parent. Codes compare by bytes (COLLATE "C"), so that a county's rows are a range of the
index whatever the database's collation. A row's county is the first two digits of its code: a stored
column for it, or a pattern checked for each row, would double the time of a load.
"""

from django.db import migrations

ROW = """
    batch_id bigint NOT NULL,
    line integer NOT NULL,
    year smallint NOT NULL,
    cds text COLLATE "C" NOT NULL,
    reportingyear text NOT NULL DEFAULT '',
    districtname text NOT NULL DEFAULT '',
    countyname text NOT NULL DEFAULT '',
    CONSTRAINT cds_has_14_characters CHECK (length(cds) = 14)
"""
PARENT_STAYS_EMPTY = "CONSTRAINT rows_go_into_a_batch CHECK (false) NO INHERIT"

CREATE = f"""
CREATE TABLE dashboard_result ({ROW},
    indicator text NOT NULL,
    rtype text NOT NULL,
    schoolname text NOT NULL DEFAULT '',
    charter_flag text NOT NULL DEFAULT '',
    coe_flag text NOT NULL DEFAULT '',
    dass_flag text NOT NULL DEFAULT '',
    studentgroup text COLLATE "C" NOT NULL DEFAULT '',
    type text NOT NULL DEFAULT '',
    currnumer integer,
    currdenom integer,
    currstatus numeric,
    priornumer integer,
    priordenom integer,
    priorstatus numeric,
    change numeric,
    statuslevel smallint,
    changelevel smallint,
    color smallint,
    box smallint,
    smalldenom text NOT NULL DEFAULT '',
    currnsizemet text NOT NULL DEFAULT '',
    priornsizemet text NOT NULL DEFAULT '',
    accountabilitymet text NOT NULL DEFAULT '',
    certifyflag text NOT NULL DEFAULT '',
    dataerrorflag text NOT NULL DEFAULT '',
    CONSTRAINT rtype_is_known CHECK (rtype IN ('X', 'D', 'S')),
    CONSTRAINT statuslevel_in_range CHECK (statuslevel BETWEEN 0 AND 5),
    CONSTRAINT changelevel_in_range CHECK (changelevel BETWEEN 0 AND 5),
    CONSTRAINT color_in_range CHECK (color BETWEEN 0 AND 5),
    CONSTRAINT denominator_is_a_count CHECK (currdenom >= 0),
    {PARENT_STAYS_EMPTY}
);
CREATE TABLE census_enrollment ({ROW},
    indicator text NOT NULL,
    rtype text NOT NULL,
    schoolname text NOT NULL DEFAULT '',
    studentgroup text COLLATE "C" NOT NULL DEFAULT '',
    totalenrollment integer,
    subgrouptotal integer,
    rate numeric,
    CONSTRAINT rtype_is_known CHECK (rtype IN ('X', 'D', 'S')),
    {PARENT_STAYS_EMPTY}
);
CREATE TABLE local_indicator_result ({ROW},
    indicator text NOT NULL,
    priority smallint NOT NULL,
    performance text NOT NULL,
    CONSTRAINT priority_is_known CHECK (priority IN (1, 2, 3, 6, 7, 9, 10)),
    {PARENT_STAYS_EMPTY}
);
CREATE TABLE published_status ({ROW},
    indicator text NOT NULL,
    gradesoffered text NOT NULL DEFAULT '',
    letters jsonb NOT NULL,
    totalstudentgroups integer,
    statuses jsonb NOT NULL,
    methods jsonb NOT NULL,
    level3 jsonb NOT NULL,
    {PARENT_STAYS_EMPTY}
);
CREATE VIEW live_dashboard_result AS
    SELECT result.*, left(result.cds, 2) AS county_code
    FROM dashboard_result AS result
    JOIN dashboard_import_livebatch AS live
      ON live.batch_id = result.batch_id AND live.county_code = left(result.cds, 2);
COMMENT ON VIEW live_dashboard_result IS
    'What the desk shows: the rows of the batch that is live for their year, indicator and county.';
"""
DROP = """
DROP VIEW live_dashboard_result;
DROP TABLE dashboard_result, census_enrollment, local_indicator_result, published_status CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("dashboard_import", "0001_files_batches_and_live_pointers")]
    operations = [migrations.RunSQL(CREATE, DROP)]
