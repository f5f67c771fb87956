"""What a row of a batch keeps of the draft that it makes or changes, so that it can be undone."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LineProgress(models.TextChoices):
    """How far a row that changes something has come."""

    WAITING = "WAITING", _("not loaded")
    LOADED = "LOADED", _("loaded")
    UNDONE = "UNDONE", _("undone")
    LEFT = "LEFT", _("left, as somebody took it further")


class DraftedRow(models.Model):
    """A row that makes or changes one draft; the concrete row names its ``version`` and outcome.

    ``seen_lock`` is the row version that was judged, ``before`` what a draft stated before,
    ``loaded_lock`` its row version right after. ``cause`` and ``values`` say why it was rejected.
    """

    cause = models.CharField(max_length=30, blank=True)
    values = models.JSONField(default=dict)
    progress = models.CharField(
        _("progress"),
        max_length=10,
        choices=LineProgress.choices,
        default=LineProgress.WAITING,
    )
    seen_lock = models.PositiveIntegerField(null=True)
    before = models.JSONField(null=True)
    is_made_here = models.BooleanField(default=False)
    loaded_lock = models.PositiveIntegerField(null=True)

    class Meta:
        abstract = True
