"""The classification tree is kept through the gate: its nodes have a state and two names."""

import datetime

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models
from django.db.models import F


def number_by_code(apps, schema_editor):
    """What is there is known by its code."""
    apps.get_model("catalog", "Classification").objects.update(public_number=F("code"))


def _added(name, field, **options):
    return migrations.AddField("classification", name, field, **options)


class Migration(migrations.Migration):
    """Nodes that are there are in use."""

    dependencies = [("catalog", "0018_questions")]

    operations = [
        _added("public_number", models.CharField(max_length=60, null=True, verbose_name="number")),
        migrations.RunPython(number_by_code, migrations.RunPython.noop),
        migrations.AlterField(
            "classification",
            "public_number",
            models.CharField(max_length=60, unique=True, verbose_name="number"),
        ),
        _added(
            "status",
            models.CharField(
                choices=[
                    ("IN_USE", "classification in use"),
                    ("RETIRED", "classification out of use"),
                ],
                default="IN_USE",
                max_length=30,
                verbose_name="status",
            ),
            preserve_default=False,
        ),
        _added(
            "status_since",
            models.DateTimeField(
                default=django.utils.timezone.now, verbose_name="in this state since"
            ),
            preserve_default=False,
        ),
        _added("lock_version", models.PositiveIntegerField(default=1)),
        _added(
            "created_at",
            models.DateTimeField(default=django.utils.timezone.now, verbose_name="created at"),
            preserve_default=False,
        ),
        _added("due_code", models.CharField(blank=True, default="", max_length=4)),
        _added("due_started_on", models.DateField(blank=True, null=True)),
        _added("due_workdays", models.PositiveSmallIntegerField(default=0)),
        _added("extended_workdays", models.PositiveSmallIntegerField(default=0)),
        _added("due_on", models.DateField(blank=True, null=True, verbose_name="due on")),
        _added(
            "internal_due_on",
            models.DateField(blank=True, null=True, verbose_name="internally due on"),
        ),
        _added("due_stopped_on", models.DateField(blank=True, null=True)),
        _added("due_is_provisional", models.BooleanField(default=False)),
        _added("due_calendar_version", models.CharField(blank=True, default="", max_length=64)),
        _added(
            "name_en", models.CharField(blank=True, default="", max_length=120, verbose_name="English name"),
            preserve_default=False,
        ),
        _added(
            "since_on",
            models.DateField(default=datetime.date.today, verbose_name="in use since"),
            preserve_default=False,
        ),
        _added(
            "until_on", models.DateField(blank=True, null=True, verbose_name="out of use since")
        ),
        _added(
            "merged_into",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="catalog.classification",
                verbose_name="merged into",
            ),
        ),
        migrations.AddConstraint(
            model_name='classification',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['IN_USE', 'RETIRED'])), name='classification_status'),
        ),
        migrations.AddConstraint(
            model_name='classification',
            constraint=models.CheckConstraint(condition=models.Q(('public_number', models.F('code'))), name='classification_known_by_its_code'),
        ),
        migrations.AddConstraint(
            model_name='classification',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('merged_into', None), ('status', 'IN_USE'), ('until_on', None)), models.Q(('status', 'RETIRED'), ('until_on__isnull', False)), _connector='OR'), name='classification_out_of_use_with_day'),
        ),
        migrations.AddConstraint(
            model_name='classification',
            constraint=models.CheckConstraint(condition=models.Q(('parent', None), models.Q(('parent', models.F('id')), _negated=True), _connector='OR'), name='classification_not_its_own_parent'),
        ),
        migrations.AddConstraint(
            model_name='classification',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into', None), models.Q(('merged_into', models.F('id')), _negated=True), _connector='OR'), name='classification_not_merged_into_itself'),
        ),
    ]
