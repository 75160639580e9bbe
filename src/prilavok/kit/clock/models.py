"""Table of the one shared clock that tests and trials may move."""

from django.db import models


class SharedClock(models.Model):
    """The trial's hour: `at` as it was when the real clock showed `set_at`; it runs on unless stopped."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    at = models.DateTimeField()
    set_at = models.DateTimeField()
    running = models.BooleanField(default=True, db_default=True)

    class Meta:
        app_label = "prilavok"
        db_table = "kit_clock"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="kit_clock_single")]
