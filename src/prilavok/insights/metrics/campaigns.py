"""Campaigns: whom they reached, who used their coupons, and how many coupons were used."""

from django.utils.translation import gettext_lazy as _

from prilavok.insights.metrics.indicator import MARKETER, Indicator
from prilavok.insights.metrics.reading import Row, Scope, ask

# Coupons and mailings carry no currency and mostly no place: they are counted for the whole chain, and a chain is known
# by what its customers buy in. The first order tells, so that one use of a coupon belongs to one currency.
_FIRST_BOUGHT = """(
        SELECT f.currency FROM counted_order AS f WHERE f.leaf = {leaf} ORDER BY f.placed_at, f.id LIMIT 1)"""

# Campaigns that were mailed to somebody who buys in the currency, with all whom they were mailed to.
_MAILED_IN_CURRENCY = f"""EXISTS (
    SELECT FROM counted_mailing AS t
    WHERE t.campaign = c.campaign AND {_FIRST_BOUGHT.format(leaf="t.leaf")} = %(currency)s)"""

# Uses of coupons in the currency of their order; of those whose order is not known, in that of the customer's first;
# of those who never bought, in that of the campaign.
USED_IN_CURRENCY = f"""coalesce(
    coalesce(
        (SELECT o.currency FROM counted_order AS o WHERE o.id = r.order_id), {_FIRST_BOUGHT.format(leaf="r.leaf")}
    ) = %(currency)s,
    r.campaign IN (SELECT c.campaign FROM named_campaign AS c WHERE {_MAILED_IN_CURRENCY}))"""

TOTALS_SQL = f"""
WITH used AS (
    SELECT l.customer, r.id FROM counted_redemption AS r LEFT JOIN leaf_customer AS l ON l.leaf = r.leaf
    WHERE r.redeemed_on BETWEEN %(first)s AND %(last)s AND {USED_IN_CURRENCY}
)
SELECT count(*) AS redemptions, count(DISTINCT customer) AS redeemers FROM used
"""

MONTHS_SQL = f"""
SELECT date_trunc('month', r.redeemed_on::timestamp)::date AS month, count(*) AS redemptions
FROM counted_redemption AS r
WHERE r.redeemed_on BETWEEN %(first)s AND %(last)s AND {USED_IN_CURRENCY}
GROUP BY 1
ORDER BY 1
"""

# A campaign belongs to the days shown where its own days meet them; its numbers are of the whole campaign.
CAMPAIGNS_SQL = f"""
WITH shown AS (
    SELECT c.* FROM named_campaign AS c
    WHERE c.starts_on <= %(last)s AND c.ends_on >= %(first)s AND {_MAILED_IN_CURRENCY}
), reached AS (
    SELECT m.campaign, count(DISTINCT l.customer) AS customers
    FROM counted_mailing AS m JOIN leaf_customer AS l ON l.leaf = m.leaf
    GROUP BY m.campaign
), used AS (
    SELECT r.campaign, count(*) AS redemptions, count(DISTINCT l.customer) AS redeemers
    FROM counted_redemption AS r LEFT JOIN leaf_customer AS l ON l.leaf = r.leaf
    GROUP BY r.campaign
)
SELECT shown.campaign, shown.code, shown.name, shown.kind, shown.starts_on, shown.ends_on,
       coalesce(reached.customers, 0) AS reached, coalesce(used.redeemers, 0) AS redeemers,
       coalesce(used.redemptions, 0) AS redemptions
FROM shown
LEFT JOIN reached ON reached.campaign = shown.campaign
LEFT JOIN used ON used.campaign = shown.campaign
ORDER BY shown.starts_on DESC, shown.code
"""

REACH_SQL = f"""
WITH mailed AS (
    SELECT DISTINCT m.campaign, l.customer
    FROM named_campaign AS c
    JOIN counted_mailing AS m ON m.campaign = c.campaign
    JOIN leaf_customer AS l ON l.leaf = m.leaf
    WHERE c.starts_on <= %(last)s AND c.ends_on >= %(first)s AND {_MAILED_IN_CURRENCY}
), answered AS (
    SELECT DISTINCT r.campaign, l.customer
    FROM counted_redemption AS r JOIN leaf_customer AS l ON l.leaf = r.leaf
)
SELECT count(DISTINCT mailed.customer) AS reached,
       count(DISTINCT answered.customer) AS answered
FROM mailed LEFT JOIN answered ON answered.campaign = mailed.campaign AND answered.customer = mailed.customer
"""


def read_totals(scope: Scope) -> Row:
    """Coupons used in the span and by how many customers, in one row."""
    return ask(TOTALS_SQL, scope)[0]


def read_months(scope: Scope) -> list[Row]:
    """Coupons used by month."""
    return ask(MONTHS_SQL, scope)


def read_campaigns(scope: Scope) -> list[Row]:
    """Campaigns whose days meet the span, the newest first, each with reach and answer over its whole life."""
    return ask(CAMPAIGNS_SQL, scope)


def read_reach(scope: Scope) -> Row:
    """Customers those campaigns were mailed to, and how many of them used a coupon of a campaign mailed to them."""
    return ask(REACH_SQL, scope)[0]


_SOURCE = _(
    "Uses of coupons and mailings of campaigns, all places. A campaign belongs to the currencies in which those it was"
    " mailed to buy. A use belongs to the currency of its order; where the order is not known, of the customer's first"
    " order, or else of the campaign."
)
INDICATORS = (
    Indicator(
        "redemptions",
        _("Coupons used"),
        _("How many times a coupon of a campaign was used."),
        _("Number of uses by their day."),
        "count",
        _SOURCE,
        TOTALS_SQL,
        MARKETER,
        "redemptions",
        rows="redemptions",
        follows=("span",),
    ),
    Indicator(
        "redeemers",
        _("Customers who used coupons"),
        _("How many different customers used a coupon of a campaign."),
        _("Number of customers with at least one use."),
        "count",
        _SOURCE,
        TOTALS_SQL,
        MARKETER,
        "redeemers",
        rows="redemptions",
        follows=("span",),
    ),
    Indicator(
        "campaign_reach",
        _("Reached by campaigns"),
        _("How many customers the campaigns of these days were mailed to."),
        _("Number of customers mailed to by campaigns whose days meet those shown."),
        "count",
        _SOURCE,
        REACH_SQL,
        MARKETER,
        "reached",
        follows=("span",),
    ),
    Indicator(
        "campaign_answer",
        _("Answered a campaign"),
        _(
            "Which part of the customers reached used a coupon of a campaign mailed to them. It is not the effect of"
            " the campaign: nobody was left out on purpose to compare with."
        ),
        _("Customers who used a coupon of a campaign mailed to them ÷ customers reached."),
        "share",
        _SOURCE,
        REACH_SQL,
        MARKETER,
        "answered",
        "reached",
        follows=("span",),
    ),
)
