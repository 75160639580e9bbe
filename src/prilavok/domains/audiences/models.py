"""Tables of mailings to many: campaigns and whom they reached."""

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
