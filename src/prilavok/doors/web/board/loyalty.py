"""Points, coupons and campaigns: what customers earned and hold, which mailings were answered."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from prilavok.doors.web.board import said
from prilavok.doors.web.board.chosen import Chosen, board_page
from prilavok.doors.web.board.drawn import months_chart
from prilavok.insights.metrics import campaigns, points
from prilavok.kit.money import round_half_away
from prilavok.kit.words import say

_TILES = (
    "points_earned", "points_used", "points_outstanding", "redemptions", "redeemers", "campaign_reach",
    "campaign_answer",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CampaignLine:
    """One campaign with its reach and answer over its whole life."""

    id: UUID
    name: str
    kind: str
    first: date
    last: date
    reached: int
    redeemers: int
    redemptions: int
    share: str
    heat: int


@board_page
def loyalty(request: HttpRequest, chosen: Chosen) -> HttpResponse:
    """Tiles, months of points and coupons, and the campaigns of these days."""
    told = {
        "chosen": chosen, "tiles": said.tiles(chosen, _TILES), "campaigns": _campaigns(chosen),
        "generated": points.read_totals(chosen.scope)["generated"],
        "points": months_chart(
            chosen, "points-chart", gettext("Points by month"), points.read_months(chosen.scope),
            (("earned", gettext("Earned")), ("used", gettext("Used"))),
            gettext("moves of the ledger on customers' accounts of points"),
        ),
        "coupons": months_chart(
            chosen, "coupons-chart", gettext("Coupons used by month"), campaigns.read_months(chosen.scope),
            (("redemptions", gettext("Coupons used")),), gettext("uses of coupons, all places"),
        ),
    }  # fmt: skip
    return render(request, "board/loyalty.html", told)


def _campaigns(chosen: Chosen) -> list[CampaignLine]:
    rows = campaigns.read_campaigns(chosen.scope)
    shares = [round_half_away(row["redeemers"] * 10_000, row["reached"]) if row["reached"] else None for row in rows]
    most = max([share for share in shares if share] + [1])
    return [
        CampaignLine(
            row["campaign"], say(row["name"], said.locale()), row["kind"], row["starts_on"], row["ends_on"],
            row["reached"], row["redeemers"], row["redemptions"],
            said.percent(share) if share is not None else said.NOTHING, (share or 0) * 10_000 // most,
        )
        for row, share in zip(rows, shares, strict=True)
    ]  # fmt: skip
