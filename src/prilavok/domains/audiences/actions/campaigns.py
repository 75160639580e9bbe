"""What changes campaigns."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.audiences.models import Campaign, CampaignMember
from prilavok.domains.audiences.types import Mailing, NewCampaign
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import CampaignMailed
from prilavok.kit.events.record import NewEvent, record_behaviour
from prilavok.kit.ids import new_id
from prilavok.kit.words import wordless


def put_campaigns(campaigns: Sequence[NewCampaign], *, origin: str) -> dict[str, UUID]:
    """Add campaigns whose codes are new; return the ids of all by code."""
    Campaign.objects.bulk_create(
        [
            Campaign(
                id=new_id(),
                code=one.code,
                name=dict(one.name),
                kind=one.kind,
                starts_on=one.starts_on,
                ends_on=one.ends_on,
                origin=origin,
            )
            for one in campaigns
        ],
        ignore_conflicts=True,
    )
    return dict(Campaign.objects.filter(code__in=[one.code for one in campaigns]).values_list("code", "id"))


def note_mailings(mailings: Sequence[Mailing], *, actor: Actor, at: datetime, origin: str) -> int:
    """Record that campaigns reached people (elsewhere, already); sends nothing. Returns how many were new."""
    campaigns = {mailing.campaign for mailing in mailings}
    known = set(CampaignMember.objects.filter(campaign__in=campaigns).values_list("campaign_id", "leaf_id"))
    fresh = [
        mailing
        for mailing in {(one.campaign, one.leaf): one for one in mailings}.values()
        if (mailing.campaign, mailing.leaf) not in known
    ]
    CampaignMember.objects.bulk_create(
        [CampaignMember(id=new_id(), campaign_id=one.campaign, leaf_id=one.leaf, mailed_on=one.day) for one in fresh]
    )
    record_behaviour(
        [
            NewEvent(
                verb="campaign.mailed",
                occurred_at=one.at,
                leaf=one.leaf,
                subject_kind="campaign",
                subject=one.campaign,
                actor=actor,
                origin=origin,
                facts=CampaignMailed(one.campaign),
            )
            for one in fresh
        ],
        at,
    )
    return len(fresh)


wordless("audiences_campaign", ["name"], "what we call a mailing")
