"""Questions to price lists themselves."""

from typing import Any
from uuid import UUID

from prilavok.domains.pricing.types import PriceListView
from prilavok.kit.pages import read_rows


def list_price_lists() -> list[PriceListView]:
    """Every price list, those that go before others first."""
    columns = 'l.id, l.code, l.name, l.currency, l.place_id, l.version, l."order", l.touchpoints, l.segments'
    return read_rows(columns, "pricing_list l", row=_list, rest='ORDER BY l."order" DESC, l.code')


def _list(*row: Any) -> PriceListView:
    *head, touchpoints, segments = row
    whole: list[Any] = [*head, tuple(touchpoints), tuple(UUID(one) for one in segments)]
    return PriceListView(*whole)
