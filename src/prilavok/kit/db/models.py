"""Table of what SQL is installed."""

from django.db import models


class InstalledSql(models.Model):
    """The digest of the functions and views now in the database."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    digest = models.CharField(max_length=64)
    installed_at = models.DateTimeField()

    class Meta:
        app_label = "prilavok"
        db_table = "kit_installed_sql"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="kit_installed_sql_single")]
