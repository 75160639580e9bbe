"""Tables of the papers by which people move stock; what lies where is the ledger's."""

from django.db import models
from django.db.models.functions import Coalesce


class StockPaperYear(models.Model):
    """The last number that a paper of the year was given."""

    year = models.PositiveIntegerField(primary_key=True)
    last = models.PositiveIntegerField()

    class Meta:
        app_label = "prilavok"
        db_table = "stock_paper_year"


class StockPaper(models.Model):
    """A receiving, write-off, transfer, count, setting aside or expected supply: a draft until it is booked.

    Never changed then, but for the day and units of what is still expected; see StockSupplyChange.

    key: names the paper for ever to whoever made it. takes_back: the paper that this one undoes.
    """

    id = models.UUIDField(primary_key=True)
    number = models.CharField(max_length=16, unique=True)
    kind = models.CharField(max_length=12)
    state = models.CharField(max_length=12)
    place = models.ForeignKey("Place", on_delete=models.PROTECT, related_name="+", db_index=False)
    to_place = models.ForeignKey("Place", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    supplier = models.CharField(max_length=120, default="")
    reason = models.CharField(max_length=12, default="")
    from_state = models.CharField(max_length=8, default="", db_default="")
    to_state = models.CharField(max_length=8, default="", db_default="")
    note = models.CharField(max_length=500, default="")
    key = models.CharField(max_length=120, unique=True)
    made_at = models.DateTimeField()
    made_by = models.UUIDField(null=True)
    sent_at = models.DateTimeField(null=True)
    sent_by = models.UUIDField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.UUIDField(null=True)
    due_on = models.DateField(null=True)
    against = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    takes_back = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        app_label = "prilavok"
        db_table = "stock_paper"
        indexes = [
            models.Index(fields=["place", "id"], name="stock_paper_at"),
            models.Index(fields=["to_place", "id"], name="stock_paper_to"),
            models.Index(
                fields=["place", "due_on"], name="stock_paper_due", condition=models.Q(kind="expected", state="sent")
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="stock_paper_kind",
                condition=models.Q(kind__in=["receiving", "write_off", "transfer", "count", "set_aside", "expected"]),
            ),
            models.CheckConstraint(
                name="stock_paper_state", condition=models.Q(state__in=["draft", "sent", "done", "cancelled"])
            ),
            models.CheckConstraint(
                name="stock_paper_ways", condition=models.Q(to_place__isnull=True) | models.Q(kind="transfer")
            ),
            models.CheckConstraint(
                name="stock_paper_dated",
                condition=models.Q(kind="expected", due_on__isnull=False)
                | models.Q(~models.Q(kind="expected"), due_on__isnull=True),
            ),
            models.CheckConstraint(
                name="stock_paper_brings", condition=models.Q(against__isnull=True) | models.Q(kind="receiving")
            ),
            models.CheckConstraint(
                name="stock_paper_between",
                condition=models.Q(~models.Q(kind="set_aside"), from_state="", to_state="")
                | models.Q(kind="write_off", to_state="", from_state__in=["goods", "damaged", "check"])
                | models.Q(
                    ~models.Q(from_state=models.F("to_state")),
                    kind="set_aside",
                    from_state__in=["goods", "damaged", "check"],
                    to_state__in=["goods", "damaged", "check"],
                ),
            ),
        ]


class StockPaperLine(models.Model):
    """Units of a variant on a paper; see PaperLineView. cost: minor units of the place's currency for all of them.

    promised: of expected goods that have not come, how many orders wait for; the sum of their StockAllocations.
    """

    id = models.UUIDField(primary_key=True)
    paper = models.ForeignKey(StockPaper, on_delete=models.CASCADE, related_name="+", db_index=False)
    variant = models.ForeignKey("Variant", on_delete=models.PROTECT, related_name="+", db_index=False)
    units = models.BigIntegerField()
    arrived = models.BigIntegerField(null=True)
    promised = models.BigIntegerField(default=0, db_default=0)
    cost = models.BigIntegerField(null=True)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    booked = models.BigIntegerField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        app_label = "prilavok"
        db_table = "stock_paper_line"
        constraints = [
            models.UniqueConstraint(fields=["paper", "variant"], name="stock_paper_line_once"),
            models.CheckConstraint(name="stock_paper_line_units", condition=models.Q(units__gte=0)),
            models.CheckConstraint(
                name="stock_paper_line_promised",
                condition=models.Q(promised=0)
                | models.Q(promised__gt=0, promised__lte=models.F("units") - Coalesce(models.F("arrived"), 0)),
            ),
        ]


class StockPaperEntry(models.Model):
    """One thing that somebody scanned or typed into a paper, by a key of its own, so that it counts once."""

    id = models.UUIDField(primary_key=True)
    paper = models.ForeignKey(StockPaper, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=60)
    variant = models.UUIDField()
    lot = models.UUIDField(null=True)
    units = models.BigIntegerField()
    entered_at = models.DateTimeField()
    entered_by = models.UUIDField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "stock_paper_entry"
        constraints = [models.UniqueConstraint(fields=["paper", "key"], name="stock_paper_entry_once")]


class StockSupplyChange(models.Model):
    """Expected goods became others than were confirmed: the day (no variant) or the units of a variant, and why."""

    id = models.UUIDField(primary_key=True)
    paper = models.ForeignKey(StockPaper, on_delete=models.CASCADE, related_name="+", db_index=False)
    version = models.PositiveIntegerField()
    variant = models.UUIDField(null=True)
    due_on_was = models.DateField(null=True)
    due_on = models.DateField(null=True)
    units_was = models.BigIntegerField(null=True)
    units = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=500)
    changed_at = models.DateTimeField()
    changed_by = models.UUIDField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "stock_supply_change"
        indexes = [models.Index(fields=["paper", "version"], name="stock_supply_change_of")]
