"""Harvest sources become matters with a lifecycle, their readings say how far they are."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def carry_over(apps, schema_editor):
    """Sources get a number and their state, readings theirs; one that had not ended was killed."""
    source_model = apps.get_model("catalog", "HarvestSource")
    counter_model = apps.get_model("portal", "NumberCounter")
    last = 0
    for source in source_model.objects.order_by("pk").select_related("authority", "department"):
        owner = source.department or source.authority
        prefix = f"HS-{owner.code}-{source.created_at.year}"
        counter, _made = counter_model.objects.get_or_create(prefix=prefix)
        counter.last += 1
        counter.save()
        source.public_number = f"{prefix}-{counter.last:04d}"
        source.status = "READ" if source.is_active else "RETIRED"
        source.status_since = source.stated_at = source.created_at
        source.save()
        last += 1
    if last:
        counter_model.objects.update_or_create(prefix="harvest-source", defaults={"last": last})
    for run in apps.get_model("catalog", "HarvestRun").objects.order_by("pk"):
        run.asked_at = run.begun_at
        run.state = "DONE" if run.ended_at and not run.fault else "FAILED"
        run.ended_at = run.ended_at or run.begun_at
        counts = {}
        for outcome in run.findings.values_list("outcome", flat=True):
            counts[outcome] = counts.get(outcome, 0) + 1
        run.counts = counts
        run.save()


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0026_openness_and_related_codes'),
        ('portal', '0006_contractor_account'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RenameField(
            model_name='harvestsource', old_name='registered_at', new_name='created_at'
        ),
        migrations.AddField(
            model_name='harvestrun',
            name='asked_at',
            field=models.DateTimeField(null=True, verbose_name='asked for at'),
        ),
        migrations.AddField(
            model_name='harvestsource',
            name='public_number',
            field=models.CharField(max_length=60, null=True, verbose_name='number'),
        ),
        migrations.AddField(
            model_name='harvestsource',
            name='stated_at',
            field=models.DateTimeField(null=True, verbose_name='particulars stated at'),
        ),
        migrations.AddField(
            model_name='harvestsource',
            name='status_since',
            field=models.DateTimeField(null=True, verbose_name='in this state since'),
        ),
        migrations.AddField(
            model_name='harvestrun',
            name='state',
            field=models.CharField(choices=[('WAITING', 'waiting for its turn'), ('RUNNING', 'under way'), ('DONE', 'read to the end'), ('FAILED', 'could not be read'), ('STOPPED', 'stopped')], default='DONE', max_length=10, verbose_name='how far it is'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='harvestsource',
            name='status',
            field=models.CharField(choices=[('ON_TRIAL', 'on trial'), ('READ', 'read regularly'), ('PAUSED', 'reading paused'), ('RETIRED', 'read no more')], default='READ', max_length=30, verbose_name='status'),
            preserve_default=False,
        ),
        migrations.RemoveConstraint(
            model_name='harvestfinding',
            name='harvestfinding_cause',
        ),
        migrations.AddField(
            model_name='harvestfinding',
            name='key',
            field=models.CharField(blank=True, max_length=64, verbose_name='key in the source'),
        ),
        migrations.AddField(
            model_name='harvestfinding',
            name='number',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='place in the source'),
        ),
        migrations.AddField(
            model_name='harvestfinding',
            name='value',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='harvestrun',
            name='asked_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='harvestrun',
            name='counts',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='harvestrun',
            name='is_trial',
            field=models.BooleanField(default=False, verbose_name='on trial'),
        ),
        migrations.AddField(
            model_name='harvestrun',
            name='tries',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='harvestsource',
            name='due_calendar_version',
            field=models.CharField(blank=True, default='', max_length=64),
        ),
        migrations.AddField(
            model_name='harvestsource',
            name='due_code',
            field=models.CharField(blank=True, default='', max_length=4),
        ),
        migrations.AddField(
            model_name='harvestsource',
            name='due_is_provisional',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='harvestsource',
            name='due_on',
            field=models.DateField(blank=True, null=True, verbose_name='due on'),
        ),
        migrations.AddField(
            model_name='harvestsource',
            name='due_started_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='harvestsource',
            name='due_stopped_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='harvestsource',
            name='due_workdays',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='harvestsource',
            name='extended_workdays',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='harvestsource',
            name='fault',
            field=models.TextField(blank=True, verbose_name='why the last reading failed'),
        ),
        migrations.AddField(
            model_name='harvestsource',
            name='internal_due_on',
            field=models.DateField(blank=True, null=True, verbose_name='internally due on'),
        ),
        migrations.AddField(
            model_name='harvestsource',
            name='is_own_only',
            field=models.BooleanField(default=False, verbose_name='records of this department only'),
        ),
        migrations.AddField(
            model_name='harvestsource',
            name='lock_version',
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='harvestsource',
            name='rhythm',
            field=models.CharField(choices=[('DAILY', 'every night'), ('WEEKLY', 'every week, in the night to Monday'), ('MONTHLY', 'every month, in the night to the first')], default='DAILY', max_length=10, verbose_name='how often it is read'),
        ),
        migrations.AddField(
            model_name='sourcerecord',
            name='title',
            field=models.CharField(blank=True, max_length=200, verbose_name='name in the source'),
        ),
        migrations.AddField(
            model_name='sourcerecord',
            name='vanished_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='vanished at'),
        ),
        migrations.AlterField(
            model_name='harvestfinding',
            name='cause',
            field=models.CharField(blank=True, choices=[('', 'taken over'), ('SAME_ROW', 'the same row stands earlier in the file'), ('SAME_KEY', 'another row with the same key stands earlier in the file'), ('NO_TITLE', 'the row has no name'), ('NOT_A_ROW', 'the row is not a list of named fields'), ('BAD_TEXT', 'the row holds characters that are no text'), ('BAD_DATE', 'the row holds a date that does not exist'), ('BAD_CLASS', "the row's sharing class is an unknown word"), ('TAKEN_FURTHER', 'somebody took the draft further'), ('OTHER_PROVIDER', 'the row is of a department that this catalog is not for'), ('TWO_DEPARTMENTS', "two departments go by the provider's name"), ('RETURNED', 'the row had vanished and stands there again')], max_length=15, verbose_name='cause'),
        ),
        migrations.AlterField(
            model_name='harvestrun',
            name='begun_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='begun at'),
        ),
        migrations.AlterField(
            model_name='harvestsource',
            name='authority',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.department', verbose_name='authority'),
        ),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.RemoveField(
            model_name='harvestsource',
            name='is_active',
        ),
        migrations.AlterField(
            model_name='harvestsource',
            name='created_at',
            field=models.DateTimeField(verbose_name='created at'),
        ),
        migrations.AlterField(
            model_name='harvestrun',
            name='asked_at',
            field=models.DateTimeField(verbose_name='asked for at'),
        ),
        migrations.AlterField(
            model_name='harvestsource',
            name='public_number',
            field=models.CharField(max_length=60, unique=True, verbose_name='number'),
        ),
        migrations.AlterField(
            model_name='harvestsource',
            name='stated_at',
            field=models.DateTimeField(verbose_name='particulars stated at'),
        ),
        migrations.AlterField(
            model_name='harvestsource',
            name='status_since',
            field=models.DateTimeField(verbose_name='in this state since'),
        ),
        migrations.AddConstraint(
            model_name='harvestfinding',
            constraint=models.CheckConstraint(condition=models.Q(('cause__in', ['', 'SAME_ROW', 'SAME_KEY', 'NO_TITLE', 'NOT_A_ROW', 'BAD_TEXT', 'BAD_DATE', 'BAD_CLASS', 'TAKEN_FURTHER', 'OTHER_PROVIDER', 'TWO_DEPARTMENTS', 'RETURNED'])), name='harvestfinding_cause'),
        ),
        migrations.AddConstraint(
            model_name='harvestrun',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['WAITING', 'RUNNING', 'DONE', 'FAILED', 'STOPPED'])), name='harvestrun_state'),
        ),
        migrations.AddConstraint(
            model_name='harvestrun',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('state__in', ('WAITING', 'RUNNING'))), models.Q(models.Q(('state__in', ('WAITING', 'RUNNING')), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='harvestrun_ended'),
        ),
        migrations.AddConstraint(
            model_name='harvestrun',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('WAITING', 'RUNNING'))), fields=('source',), name='harvestrun_one_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='harvestsource',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['ON_TRIAL', 'READ', 'PAUSED', 'RETIRED'])), name='harvestsource_status'),
        ),
        migrations.AddConstraint(
            model_name='harvestsource',
            constraint=models.CheckConstraint(condition=models.Q(('rhythm__in', ['DAILY', 'WEEKLY', 'MONTHLY'])), name='harvestsource_rhythm'),
        ),
        migrations.AddConstraint(
            model_name='harvestsource',
            constraint=models.CheckConstraint(condition=models.Q(('is_own_only', False), ('department__isnull', False), _connector='OR'), name='harvestsource_own_of_somebody'),
        ),
    ]
