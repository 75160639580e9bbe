"""Tables of those who are meant together: segments with their members, campaigns and whom they reached."""

from django.db import models


class Campaign(models.Model):
    """One mailing to a segment, from its first day to its last."""

    id = models.UUIDField(primary_key=True)
    code = models.CharField(max_length=40, unique=True)
    name = models.JSONField()
    kind = models.CharField(max_length=24)
    starts_on = models.DateField()
    ends_on = models.DateField()
    origin = models.CharField(max_length=8)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        app_label = "prilavok"
        db_table = "audiences_campaign"


class CampaignMember(models.Model):
    """A leaf that a campaign was mailed to."""

    id = models.UUIDField(primary_key=True)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="+", db_index=False)
    leaf = models.ForeignKey("Leaf", on_delete=models.PROTECT, related_name="+")
    mailed_on = models.DateField()

    class Meta:
        app_label = "prilavok"
        db_table = "audiences_campaign_member"
        constraints = [models.UniqueConstraint(fields=["campaign", "leaf"], name="audiences_campaign_member_once")]


class Segment(models.Model):
    """Customers who meet conditions. size: members now, written with them under the row's lock.

    judged: how many customers were held against the rule by the counting under way.
    """

    id = models.UUIDField(primary_key=True)
    name = models.JSONField()
    rule = models.JSONField()
    size = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    made_by = models.UUIDField(null=True)
    counted_at = models.DateTimeField(null=True)
    judged = models.PositiveIntegerField(default=0, db_default=0)
    archived_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        app_label = "prilavok"
        db_table = "audiences_segment"


class Membership(models.Model):
    """A customer's stay in a segment, from when to when and what moved them: history, never changed once ended.

    The database does not look up the segment of each of a million rows: none is ever deleted.
    """

    id = models.UUIDField(primary_key=True)
    segment = models.ForeignKey(
        Segment, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    customer = models.UUIDField()
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=8)
    left_at = models.DateTimeField(null=True)
    left_by = models.CharField(max_length=8, null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "audiences_membership"
        constraints = [
            models.UniqueConstraint(
                fields=["segment", "customer"], condition=models.Q(left_at__isnull=True), name="audiences_member_now"
            )
        ]
        indexes = [
            models.Index(fields=["customer"], name="audiences_membership_of"),
            models.Index(fields=["segment", "entered_at", "id"], name="audiences_membership_entered"),
            models.Index(
                fields=["segment", "left_at", "id"],
                condition=models.Q(left_at__isnull=False),
                name="audiences_membership_left",
            ),
        ]


class SegmentTurn(models.Model):
    """When time alone may next change whether a customer belongs to a segment; of its segment as of Membership's."""

    id = models.BigAutoField(primary_key=True)
    segment = models.ForeignKey(
        Segment, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    customer = models.UUIDField()
    turns_at = models.DateTimeField()

    class Meta:
        app_label = "prilavok"
        db_table = "audiences_turn"
        constraints = [models.UniqueConstraint(fields=["segment", "customer"], name="audiences_turn_once")]
        indexes = [models.Index(fields=["segment", "turns_at"], name="audiences_turn_next")]


class ScoreScale(models.Model):
    """What separates the fifths of recency (days), frequency (orders) and amount, as measured; the latest counts."""

    id = models.UUIDField(primary_key=True)
    currency = models.CharField(max_length=3)
    measured_at = models.DateTimeField()
    bounds = models.JSONField()

    class Meta:
        app_label = "prilavok"
        db_table = "audiences_scale"
        indexes = [models.Index(fields=["currency", "-measured_at"], name="audiences_scale_latest")]
