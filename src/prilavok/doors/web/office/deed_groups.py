"""Deeds as the editor of segments offers them: under headings, since there are some eighty."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from prilavok.doors.web.office.segment_words import DEEDS
from prilavok.doors.web.tracked_moments import TOLD

Text = str | Promise
#: what the house itself records, by the nouns of its events; the rest is told by sites and apps
_OWN: tuple[tuple[Text, frozenset[str]], ...] = (
    (_("Shop"), frozenset({"basket", "comparison", "favourite", "product"})),
    (_("Orders"), frozenset({"order", "shipment", "return", "claim"})),
    (_("Money and points"), frozenset({"coupon", "giftcard", "points", "tier"})),
    (_("Talking"), frozenset({"conversation", "message", "campaign"})),
    (_("Bookings"), frozenset({"booking"})),
)


def deeds_grouped() -> list[tuple[Text, list[tuple[str, Text]]]]:
    """Headings in order, each with its deeds: code and words."""
    own = {verb: title for verb, title in DEEDS.items() if verb not in TOLD}
    groups = [
        (heading, [(verb, title) for verb, title in own.items() if verb.split(".")[0] in nouns])
        for heading, nouns in _OWN
    ]
    told = [(verb, title) for verb, title in DEEDS.items() if verb in TOLD]
    return [*groups, (_("Events of sites and apps"), told)]
