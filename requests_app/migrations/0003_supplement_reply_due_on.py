"""The local limit for a supplement (switch P2)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0002_warehouse")]

    operations = [
        migrations.AddField(
            model_name="supplementnotice",
            name="reply_due_on",
            field=models.DateField(blank=True, null=True, verbose_name="to be supplied by"),
        ),
    ]
