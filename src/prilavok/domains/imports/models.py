"""Tables of imports: runs, their slices and refused rows; lists that people bring, with their mappings and rows."""

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
        # Only lists that people bring have the states below.
        MAPPING = "mapping"
        CHECKING = "checking"
        CHECKED = "checked"
        STOPPED = "stopped"

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
    """One committed portion of one step, with its counts and amounts; its row commits with its facts.

    rows_known: of those loaded, the ones that were here before and said the same.
    """

    id = models.UUIDField(primary_key=True)
    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="+", db_index=False)
    step = models.CharField(max_length=24)
    number = models.IntegerField()
    rows_in = models.BigIntegerField()
    rows_loaded = models.BigIntegerField()
    rows_refused = models.BigIntegerField()
    rows_known = models.BigIntegerField(default=0)
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


class ImportList(models.Model):
    """A list somebody brought: its rows lie in a kept file, one JSON array a line.

    subject: what its rows are (customers, contacts, orders, goods). reader: the adapter that knows its headings, "" for
    none. columns: its headings in order. mapping: heading -> field. settings: what the rows do not say (place, statuses
    that mean finished). rows: how many there are. cursor: the byte at which the next slice begins; passed: rows before
    it.
    """

    run = models.OneToOneField(ImportRun, primary_key=True, on_delete=models.PROTECT, related_name="+")
    file = models.UUIDField()
    subject = models.CharField(max_length=10)
    reader = models.CharField(max_length=24, blank=True)
    columns = models.JSONField()
    mapping = models.JSONField(default=dict)
    settings = models.JSONField(default=dict)
    rows = models.BigIntegerField()
    cursor = models.BigIntegerField(default=0)
    passed = models.BigIntegerField(default=0)

    class Meta:
        app_label = "prilavok"
        db_table = "imports_list"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(subject__in=["customers", "contacts", "orders", "goods"]),
                name="imports_list_subject",
            )
        ]


class ImportMapping(models.Model):
    """How the lists of a source are read: kept with the last list that was begun by it."""

    id = models.UUIDField(primary_key=True)
    source = models.CharField(max_length=40)
    subject = models.CharField(max_length=10)
    columns = models.JSONField()
    settings = models.JSONField()
    saved_at = models.DateTimeField()

    class Meta:
        app_label = "prilavok"
        db_table = "imports_mapping"
        constraints = [models.UniqueConstraint(fields=["source", "subject"], name="imports_mapping_once")]


class ImportedRow(models.Model):
    """A row of a source that was taken in, by its key: told again with the same digest it changes nothing.

    key, digest: keyed digests of the row's own id in the source, or of what it says, and of what it says.
    """

    id = models.UUIDField(primary_key=True)
    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=40)
    subject = models.CharField(max_length=10)
    key = models.CharField(max_length=60)
    digest = models.CharField(max_length=32)
    leaf = models.ForeignKey("Leaf", on_delete=models.PROTECT, related_name="+")

    class Meta:
        app_label = "prilavok"
        db_table = "imports_row"
        constraints = [models.UniqueConstraint(fields=["source", "subject", "key"], name="imports_row_once")]
