"""Questions about campaigns."""

from collections.abc import Sequence
from uuid import UUID

from prilavok.domains.audiences.models import Campaign
from prilavok.domains.audiences.types import CampaignView
from prilavok.kit.pages import Condition, read_rows


def read_campaigns(campaigns: Sequence[UUID]) -> dict[UUID, CampaignView]:
    """Those of the campaigns that there are, by id."""
    if not campaigns:
        return {}
    rows = read_rows(
        "id, code, name, kind, starts_on, ends_on, origin",
        "audiences_campaign",
        row=CampaignView,
        where=[Condition("id = ANY(%s::uuid[])", list(set(campaigns)))],
    )
    return {one.id: one for one in rows}


def list_campaign_ids() -> dict[str, UUID]:
    """The ids of all campaigns by code."""
    return dict(Campaign.objects.values_list("code", "id"))
