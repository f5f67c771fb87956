"""The schema that data versions live in, one table each."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0001_initial")]

    operations = [
        migrations.RunSQL("CREATE SCHEMA IF NOT EXISTS warehouse", migrations.RunSQL.noop),
    ]
