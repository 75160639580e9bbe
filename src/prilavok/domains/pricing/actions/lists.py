"""What changes where and for whom price lists hold."""

from collections.abc import Sequence
from uuid import UUID

from prilavok.domains.pricing.errors import ListMoved, ListUnfit
from prilavok.domains.pricing.models import PriceList
from prilavok.domains.pricing.types import TOUCHPOINTS
from prilavok.kit.errors import NotFound
from prilavok.kit.errors import noted as _

HIGHEST_ORDER = 10_000


def set_list_conditions(
    price_list: UUID, *, touchpoints: Sequence[str], segments: Sequence[UUID], order: int, expected_version: int
) -> None:
    """Where and for whom a list holds, empty for all. Raises ListUnfit, ListMoved, NotFound."""
    if set(touchpoints) - set(TOUCHPOINTS) or not 0 <= order <= HIGHEST_ORDER:
        raise ListUnfit
    row = PriceList.objects.select_for_update().filter(id=price_list).first()
    if row is None:
        raise NotFound("price_list.unknown", _("There is no such price list."))
    if row.version != expected_version:
        raise ListMoved
    row.touchpoints = [one for one in TOUCHPOINTS if one in touchpoints]
    row.segments = sorted({str(one) for one in segments})
    row.order, row.version = order, row.version + 1
    row.save(update_fields=["touchpoints", "segments", "order", "version"])
