"""Campaigns of the year, whom they reached, and the coupons that were used."""

from collections.abc import Iterator
from datetime import datetime

from prilavok.adapters.feeds.complete_journey import rules
from prilavok.adapters.feeds.complete_journey.files import Files
from prilavok.adapters.feeds.port import SourceCampaign, SourceRedemption


def read_campaigns(files: Files, households: frozenset[int]) -> Iterator[SourceCampaign]:
    """Give the campaigns with their coupons and those of the households they were mailed to."""
    coupons: dict[int, dict[str, dict[str, None]]] = {}
    for code, product, campaign in files.rows("coupons", "coupon_upc", "product_id", "campaign_id"):
        coupons.setdefault(int(campaign), {}).setdefault(str(code), {})[str(product)] = None
    reached: dict[int, list[str]] = {}
    for campaign, household in files.rows("campaigns", "campaign_id", "household_id"):
        if household not in households:
            continue
        reached.setdefault(int(campaign), []).append(rules.household_code(int(household)))
    for number, kind, start, end in files.rows(
        "campaign_descriptions", "campaign_id", "campaign_type", "start_date", "end_date"
    ):
        assert isinstance(start, datetime) and isinstance(end, datetime)
        nth = int(number)
        yield SourceCampaign(
            rules.campaign_code(nth),
            rules.campaign_name(nth, str(kind)),
            str(kind),
            start.date(),
            end.date(),
            {code: tuple(products) for code, products in coupons.get(nth, {}).items()},
            tuple(reached.get(nth, ())),
        )


def read_redemptions(files: Files, households: frozenset[int]) -> Iterator[SourceRedemption]:
    """Give the coupons that these households used, by the day."""
    for household, coupon, campaign, day in files.rows(
        "coupon_redemptions", "household_id", "coupon_upc", "campaign_id", "redemption_date"
    ):
        if household in households:
            assert isinstance(day, datetime)
            yield SourceRedemption(
                rules.household_code(int(household)),
                str(coupon),
                rules.campaign_code(int(campaign)),
                day.date(),
            )
