"""Tables of prices and of all that shows them."""

from prilavok.domains.pricing.models.lists import PriceList, PriceVersion
from prilavok.domains.pricing.models.outside import Fetched, Outside, Shown
from prilavok.domains.pricing.models.paper import Paper, Shelf, Tag
from prilavok.domains.pricing.models.quotes import Quote, QuoteLine
from prilavok.domains.pricing.models.taxes import OrderTax, TaxedGoods

__all__ = [
    "Fetched",
    "OrderTax",
    "Outside",
    "Paper",
    "PriceList",
    "PriceVersion",
    "Quote",
    "QuoteLine",
    "Shelf",
    "Shown",
    "Tag",
    "TaxedGoods",
]
