"""Which goods are gift cards, for how long cards are good, and what legal entities owe each other for them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.giftcards.rules import face_values
from prilavok.domains.giftcards.types import GiftGoodsView, GiftOwed, GiftTermView
from prilavok.kit.pages import Condition, read_rows

_IN_FORCE = "valid_from <= %s AND (valid_to IS NULL OR valid_to > %s)"
# What was spent of each card in the stores of each legal entity: settled there, less what came back from there.
_SPENT = """(
    SELECT c.legal_entity AS issuer, s.holder AS seller, c.currency, sum(m.units) AS units
    FROM kit_account s JOIN kit_move m ON m.credit_id = s.id AND m.kind IN ('post', 'settle')
    JOIN kit_account a ON a.id = m.debit_id JOIN giftcards_card c ON c.id = a.holder
    WHERE s.book = 'giftcards' AND s.state = 'spent' GROUP BY 1, 2, 3
    UNION ALL
    SELECT c.legal_entity, s.holder, c.currency, -sum(m.units)
    FROM kit_account s JOIN kit_move m ON m.debit_id = s.id AND m.kind = 'post'
    JOIN kit_account a ON a.id = m.credit_id JOIN giftcards_card c ON c.id = a.holder
    WHERE s.book = 'giftcards' AND s.state = 'spent' GROUP BY 1, 2, 3
) AS spent"""


def gift_goods(variants: Sequence[UUID] | None = None) -> dict[UUID, GiftGoodsView]:
    """Those of the variants that are sold as gift cards; all there are where none are named."""
    if variants is not None and not variants:
        return {}
    asked = [] if variants is None else [Condition("variant_id = ANY(%s::uuid[])", list(set(variants)))]
    rows = read_rows("variant_id, free, days", "giftcards_goods", row=GiftGoodsView, where=asked)
    return {one.variant: one for one in rows}


def face_values_of(goods: GiftGoodsView, quantity: int, amount: int) -> list[int]:
    """What stands on each card of a line of so many units that came to this amount (minor units)."""
    return face_values(free=goods.free, quantity=quantity, amount=amount)


def gift_terms_at(at: datetime) -> list[GiftTermView]:
    """For how long cards are good, by country, as it is in force at an instant."""
    return read_rows(
        "country, days, basis, valid_from",
        "giftcards_term",
        row=GiftTermView,
        where=[Condition(_IN_FORCE, at, at)],
        rest="ORDER BY country",
    )


def gift_days(country: str, at: datetime) -> int | None:
    """For how many days a card issued in the country at this instant is good; None: it has no end."""
    return next((one.days for one in gift_terms_at(at) if one.country == country), None)


def gifts_owed() -> list[GiftOwed]:
    """What issuers owe other legal entities for cards spent in their stores, the largest first.

    Below nought: the others owe it, since more went back on cards for goods of theirs than was spent there.
    """
    return read_rows(
        "issuer, seller, currency, sum(units)::bigint",
        _SPENT,
        row=GiftOwed,
        where=[Condition("issuer <> seller")],
        rest="GROUP BY 1, 2, 3 HAVING sum(units) <> 0 ORDER BY 4 DESC",
    )
