"""Tables of the papers by which people move stock; what lies where is the ledger's."""

from django.contrib.postgres.fields import ArrayField
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


class StockAllocation(models.Model):
    """Units of expected goods that are promised to an order, until they are held for it or given back; see AwaitedView.

    line: of which expected goods; None where nobody knows any more when they come. told_on: the day the customer knows,
    None where they were told that nobody knows. keep_until: what is held for the order is kept until then at least.
    """

    id = models.UUIDField(primary_key=True)
    order = models.UUIDField()
    place = models.ForeignKey("Place", on_delete=models.PROTECT, related_name="+", db_index=False)
    variant = models.ForeignKey("Variant", on_delete=models.PROTECT, related_name="+", db_index=False)
    line = models.ForeignKey(StockPaperLine, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    units = models.BigIntegerField()
    told_on = models.DateField(null=True)
    keep_until = models.DateTimeField()
    ordered_at = models.DateTimeField()
    held_at = models.DateTimeField(null=True)
    given_back_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "stock_allocation"
        indexes = [
            models.Index(
                fields=["place", "variant"],
                name="stock_allocation_open",
                condition=models.Q(held_at__isnull=True, given_back_at__isnull=True),
            ),
            models.Index(fields=["order"], name="stock_allocation_order"),
            models.Index(fields=["line"], name="stock_allocation_line"),
        ]
        constraints = [
            models.CheckConstraint(name="stock_allocation_units", condition=models.Q(units__gt=0)),
            models.CheckConstraint(
                name="stock_allocation_ends_once",
                condition=models.Q(held_at__isnull=True) | models.Q(given_back_at__isnull=True),
            ),
        ]


class StockPreOrder(models.Model):
    """Whether orders may wait for goods expected at a place: for one variant, or (None) for all that says nothing."""

    id = models.UUIDField(primary_key=True)
    place = models.ForeignKey("Place", on_delete=models.PROTECT, related_name="+", db_index=False)
    variant = models.ForeignKey("Variant", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    allowed = models.BooleanField()
    set_at = models.DateTimeField()
    set_by = models.UUIDField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "stock_pre_order"
        constraints = [
            models.UniqueConstraint(fields=["place", "variant"], name="stock_pre_order_once", nulls_distinct=False)
        ]


class StockSafety(models.Model):
    """What touchpoints leave at places; see SafetyView. Never changed but by an end."""

    id = models.UUIDField(primary_key=True)
    variant = models.ForeignKey("Variant", null=True, on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=200, default="")
    place = models.ForeignKey("Place", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    place_kind = models.CharField(max_length=16, default="")
    touchpoints = ArrayField(models.CharField(max_length=16), default=list)
    units = models.BigIntegerField(null=True)
    share = models.PositiveIntegerField(null=True)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "stock_safety"
        constraints = [
            models.CheckConstraint(
                name="stock_safety_goods", condition=models.Q(variant__isnull=True) | models.Q(category="")
            ),
            models.CheckConstraint(
                name="stock_safety_where", condition=models.Q(place__isnull=True) | models.Q(place_kind="")
            ),
            models.CheckConstraint(
                name="stock_safety_much",
                condition=models.Q(units__gte=0, share__isnull=True)
                | models.Q(units__isnull=True, share__gte=1, share__lte=10_000),
            ),
        ]
