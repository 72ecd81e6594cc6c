"""Every fresh database has the catalog; later editions come with `manage.py load_catalog --apply`.

It fills the columns that exist here and no others, so that files which have learned more later can
still be read by it.
"""

from django.db import migrations

from services_catalog.catalog import read_catalog

DIVISION = ("slug", "name", "name_elsewhere", "order")
SERVICE = ("slug", "name", "description", "level", "order")
TAGS = ("priorities", "indicators", "student_groups", "synonyms")
LEVEL = ("level", "name", "heading", "printed_law", "today_text", "today_law", "today_since")
LEVEL_LISTS = ("printed_paragraphs", "printed_items")


def columns(entry, scalars, lists=()):
    return {name: getattr(entry, name) for name in scalars} | {
        name: list(getattr(entry, name)) for name in lists
    }


def load(apps, schema_editor):
    Division = apps.get_model("services_catalog", "Division")
    Service = apps.get_model("services_catalog", "Service")
    LevelText = apps.get_model("services_catalog", "LevelText")
    catalog = read_catalog()
    for entry in catalog.divisions:
        division = Division.objects.create(**columns(entry, DIVISION))
        Service.objects.bulk_create(
            Service(division=division, **columns(service, SERVICE, TAGS))
            for service in entry.services
        )
    LevelText.objects.bulk_create(
        LevelText(**columns(entry, LEVEL, LEVEL_LISTS)) for entry in catalog.levels
    )


class Migration(migrations.Migration):
    dependencies = [("services_catalog", "0001_divisions_services_levels")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
