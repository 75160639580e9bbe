"""Which sets an order was given: promotions by which its goods together cost an amount."""

from uuid import UUID

import msgspec

from prilavok.domains.promotions.types.acts import SetPrice
from prilavok.domains.promotions.types.keeping import SetGiven
from prilavok.kit.pages import Condition, read_rows


def sets_given(order: UUID) -> list[SetGiven]:
    """The sets of an order with the parts they had when it was placed, also of one that was cancelled since."""
    return read_rows(
        "p.id, p.name, v.conditions -> 'act'",
        "promotions_use u JOIN promotions_version v ON v.id = u.version JOIN promotions_promotion p"
        " ON p.id = u.promotion_id",
        row=lambda promotion, name, act: SetGiven(promotion, name, msgspec.convert(act, SetPrice).parts),
        where=[Condition('u."order" = %s::uuid', order), Condition("v.conditions -> 'act' ->> 'kind' = 'set_price'")],
        rest="ORDER BY p.id",
    )
