"""Seed the working-day calendar with the shipped statutory notices."""

from typing import Any

from django.db import migrations

from portal.workdays.calendars import load_shipped


def load(apps: Any, schema_editor: Any) -> None:
    """Write the shipped years; rows corrected by hand later are kept."""
    load_shipped(apps.get_model("portal", "WorkdayOverride"))


class Migration(migrations.Migration):
    dependencies = [("portal", "0003_audit_insert_only")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
