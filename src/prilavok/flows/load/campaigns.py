"""Campaigns of a source, their coupons, whom they reached, and which coupons were used."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from prilavok.adapters.feeds.port import SourceCampaign, SourceRedemption
from prilavok.domains.audiences.actions import note_mailings, put_campaigns
from prilavok.domains.audiences.queries import list_campaign_ids
from prilavok.domains.audiences.types import Mailing, NewCampaign
from prilavok.domains.imports.types import Refusal, SliceCounts
from prilavok.domains.orders.queries import find_coupon_orders
from prilavok.domains.promotions.actions import put_coupons, redeem_coupons
from prilavok.domains.promotions.queries import list_coupons
from prilavok.domains.promotions.types import NewCoupon, NewRedemption
from prilavok.flows.load.slices import Loading, Progress, load_slices

needs = "imports.load"
REDEMPTIONS_AT_ONCE = 500


def load_campaigns(loading: Loading) -> Iterator[Progress]:
    """Put campaigns one by one with their coupons and mailings; nothing is sent."""
    shift = timedelta(weeks=loading.run.shift_weeks)

    def put(campaigns: list[SourceCampaign], at: datetime, first: int) -> SliceCounts:
        ids = put_campaigns(
            [
                NewCampaign(one.code, one.name, one.kind, one.starts_on + shift, one.ends_on + shift)
                for one in campaigns
            ],
            origin="load",
        )
        for one in campaigns:
            put_coupons(
                [
                    NewCoupon(
                        code, ids[one.code], tuple(loading.variants[sku].id for sku in skus if sku in loading.variants)
                    )
                    for code, skus in one.coupons.items()
                ],
                at=at,
                origin="load",
            )
            day = one.starts_on + shift
            note_mailings(
                [
                    Mailing(ids[one.code], loading.leaves[code], day, _morning(loading, day))
                    for code in one.reached
                    if code in loading.leaves
                ],
                actor=loading.actor,
                at=at,
                origin="load",
            )
        reached = sum(len(one.reached) for one in campaigns)
        known = sum(code in loading.leaves for one in campaigns for code in one.reached)
        unknown = [(one, code) for one in campaigns for code in one.reached if code not in loading.leaves]
        return SliceCounts(
            reached,
            known,
            refusals=tuple(
                Refusal(nth, "customer_unknown", 0, {"campaign": one.code, "customer": code})
                for nth, (one, code) in enumerate(unknown, first)
            ),
        )

    yield from load_slices(
        loading,
        "campaigns",
        loading.feed.campaigns(),
        1,
        put,
        total=loading.run.totals.get("mailings", 0),
        weigh=lambda one: len(one.reached),
    )


def load_redemptions(loading: Loading) -> Iterator[Progress]:
    """Record used coupons; each is tied to an order only where that day has one order of the leaf that fits."""
    campaigns = list_campaign_ids()
    names = {campaign: name for name, campaign in campaigns.items()}
    coupons = {(code, names[of]): coupon for (code, of), coupon in list_coupons().items() if of in names}
    shift = timedelta(weeks=loading.run.shift_weeks)

    def put(redemptions: list[SourceRedemption], at: datetime, first: int) -> SliceCounts:
        fitting = [
            one for one in redemptions if one.customer in loading.leaves and (one.coupon, one.campaign) in coupons
        ]
        wanted = [
            (loading.leaves[one.customer], one.day + shift, coupons[one.coupon, one.campaign].variants)
            for one in fitting
        ]
        orders = find_coupon_orders(wanted)
        redeem_coupons(
            [
                NewRedemption(
                    f"{one.customer}:{one.coupon}:{one.campaign}:{one.day}",
                    coupons[one.coupon, one.campaign].id,
                    leaf,
                    day,
                    order.placed_at if order else _morning(loading, day),
                    order.id if order else None,
                    campaigns[one.campaign],
                    order.place if order else None,
                )
                for one, (leaf, day, _), order in zip(fitting, wanted, orders, strict=True)
            ],
            source=loading.source,
            actor=loading.actor,
            at=at,
            origin="load",
        )
        refusals = tuple(
            Refusal(
                nth,
                "customer_unknown" if one.customer not in loading.leaves else "coupon_unknown",
                0,
                {"customer": one.customer, "coupon": one.coupon, "campaign": one.campaign, "day": str(one.day)},
            )
            for nth, one in enumerate(redemptions, first)
            if one not in fitting
        )
        return SliceCounts(len(redemptions), len(fitting), refusals=refusals)

    yield from load_slices(
        loading,
        "redemptions",
        loading.feed.redemptions(),
        REDEMPTIONS_AT_ONCE,
        put,
        total=loading.run.totals.get("redemptions", 0),
    )


def _morning(loading: Loading, day: date) -> datetime:
    """Nine o'clock of a day where the source's first place is: the source tells the day only."""
    zone = ZoneInfo(next(iter(loading.zones.values()), "UTC"))
    return datetime.combine(day, time(9), zone)
