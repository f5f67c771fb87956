"""Readings go on in turns, faults are kept as codes, and vanished entries can be kept."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def keep_sentences(apps, schema_editor):
    """A sentence of before stays readable as it was worded."""
    for name in ("HarvestSource", "HarvestRun"):
        for row in apps.get_model("catalog", name).objects.exclude(fault=""):
            row.fault, row.fault_values = "AS_WORDED", {"said": row.fault}
            row.save(update_fields=["fault", "fault_values"])


def put_back(apps, schema_editor):
    """The sentence, where it was kept; else the code."""
    for name in ("HarvestSource", "HarvestRun"):
        for row in apps.get_model("catalog", name).objects.filter(fault="AS_WORDED"):
            row.fault = row.fault_values.get("said", row.fault)
            row.save(update_fields=["fault"])


class Migration(migrations.Migration):

    dependencies = [
        ("catalog", "0031_rules_left_out_of_a_reading"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HarvestPage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveIntegerField()),
                ('records', models.PositiveIntegerField()),
                ('size', models.PositiveIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('packed', models.BinaryField()),
            ],
            options={
                'verbose_name': 'page of another catalog',
                'verbose_name_plural': 'pages of other catalogs',
            },
        ),
        migrations.AddField(
            model_name='harvestrun',
            name='fault_values',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='harvestrun',
            name='seconds',
            field=models.FloatField(default=0),
        ),
        migrations.AddField(
            model_name='harvestrun',
            name='taken',
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='harvestsource',
            name='fault_values',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='sourcerecord',
            name='kept_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='kept at'),
        ),
        migrations.AddField(
            model_name='sourcerecord',
            name='kept_because',
            field=models.TextField(blank=True, verbose_name='why it is kept'),
        ),
        migrations.AddField(
            model_name='sourcerecord',
            name='kept_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.RunPython(keep_sentences, put_back),
        migrations.AlterField(
            model_name='harvestrun',
            name='fault',
            field=models.CharField(blank=True, max_length=30, verbose_name='why it failed'),
        ),
        migrations.AlterField(
            model_name='harvestsource',
            name='fault',
            field=models.CharField(blank=True, max_length=30, verbose_name='why the last reading failed'),
        ),
        migrations.AddConstraint(
            model_name='sourcerecord',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kept_at', None), ('kept_because', ''), ('kept_by', None)), models.Q(('kept_at__isnull', False), ('kept_by__isnull', False), ('vanished_at__isnull', False), models.Q(('kept_because', ''), _negated=True)), _connector='OR'), name='sourcerecord_kept_with_a_reason'),
        ),
        migrations.AddField(
            model_name='harvestpage',
            name='run',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pages', to='catalog.harvestrun'),
        ),
        migrations.AddConstraint(
            model_name='harvestpage',
            constraint=models.UniqueConstraint(fields=('run', 'place'), name='harvestpage_once'),
        ),
    ]
