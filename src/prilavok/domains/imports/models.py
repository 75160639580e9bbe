"""Tables of imports: runs, their committed slices, and the rows refused."""

from django.db import models


class ImportRun(models.Model):
    """One taking-in of a source; `source` names it, `fingerprint` is the digest of its bytes.

    shift_weeks: by how many whole weeks its dates were moved, fixed with the first load.
    currency: of the amounts its slices count. totals: what the source holds, counted before the first slice.
    """

    class State(models.TextChoices):
        RUNNING = "running"
        DONE = "done"
        REFUSED = "refused"

    id = models.UUIDField(primary_key=True)
    source = models.CharField(max_length=60)
    fingerprint = models.CharField(max_length=64)
    currency = models.CharField(max_length=3, blank=True)
    origin = models.CharField(max_length=8)
    state = models.CharField(max_length=8, choices=State.choices)
    step = models.CharField(max_length=24, blank=True)
    shift_weeks = models.IntegerField(default=0)
    totals = models.JSONField(default=dict)
    began_at = models.DateTimeField()
    beat_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    refusal = models.TextField(blank=True)

    class Meta:
        app_label = "prilavok"
        db_table = "imports_run"
        constraints = [
            models.UniqueConstraint(
                fields=["fingerprint"], condition=~models.Q(state="refused"), name="imports_run_once"
            )
        ]


class ImportSlice(models.Model):
    """One committed portion of one step, with its counts and amounts; its row commits with its facts."""

    id = models.UUIDField(primary_key=True)
    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="+", db_index=False)
    step = models.CharField(max_length=24)
    number = models.IntegerField()
    rows_in = models.BigIntegerField()
    rows_loaded = models.BigIntegerField()
    rows_refused = models.BigIntegerField()
    amount_in = models.BigIntegerField(default=0)
    amount_loaded = models.BigIntegerField(default=0)
    amount_refused = models.BigIntegerField(default=0)
    committed_at = models.DateTimeField()

    class Meta:
        app_label = "prilavok"
        db_table = "imports_slice"
        constraints = [
            models.UniqueConstraint(fields=["run", "step", "number"], name="imports_slice_once"),
            models.CheckConstraint(
                condition=models.Q(rows_in=models.F("rows_loaded") + models.F("rows_refused"))
                & models.Q(amount_in=models.F("amount_loaded") + models.F("amount_refused")),
                name="imports_slice_adds_up",
            ),
        ]


class RefusedRow(models.Model):
    """One row no rule could place, with the reason; erasure empties `row`."""

    id = models.UUIDField(primary_key=True)
    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="+", db_index=False)
    step = models.CharField(max_length=24)
    number = models.BigIntegerField()
    reason = models.CharField(max_length=40)
    amount = models.BigIntegerField(default=0)
    row = models.JSONField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "imports_refused_row"
        constraints = [models.UniqueConstraint(fields=["run", "step", "number"], name="imports_refused_row_once")]
        indexes = [models.Index(fields=["run", "reason"], name="imports_refused_row_reason")]
