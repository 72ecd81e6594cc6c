"""California's counties and the LEAs whose code changed, from the dated files in `reference/`."""

from pathlib import Path

import yaml
from django.db import migrations

REFERENCE = Path(__file__).resolve().parents[1] / "reference"


def load_reference(apps, schema_editor):
    County = apps.get_model("county_office", "County")
    Lea = apps.get_model("county_office", "Lea")
    LeaCode = apps.get_model("county_office", "LeaCode")
    counties = yaml.safe_load((REFERENCE / "counties.yaml").read_text(encoding="utf-8"))
    County.objects.bulk_create(County(code=code, name=name) for code, name in counties.items())
    for change in yaml.safe_load((REFERENCE / "code_changes.yaml").read_text(encoding="utf-8")):
        lea = Lea.objects.create(
            name=change["name"], kind=change["kind"], county_id=change["county"]
        )
        LeaCode.objects.bulk_create(LeaCode(lea=lea, **code) for code in change["codes"])


class Migration(migrations.Migration):
    dependencies = [("county_office", "0001_people_and_places")]
    operations = [migrations.RunPython(load_reference, migrations.RunPython.noop)]
