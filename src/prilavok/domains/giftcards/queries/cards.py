"""Which cards there are, what is on them, and what became of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from prilavok.domains.giftcards.errors import GiftCardUnknown
from prilavok.domains.giftcards.rules import TAIL_DIGITS, tidy_gift_code
from prilavok.domains.giftcards.types import GiftCardView, GiftFilter, ShownCode
from prilavok.kit.ledger.moves import list_standings
from prilavok.kit.ledger.types import AccountName, Stood
from prilavok.kit.pages import Condition, Mark, Page, Sort, read_page, read_rows
from prilavok.kit.secrets import lookup, open_sealed

CODE_PURPOSE = "giftcards.code"
#: for so long after the issue a code may be shown, so that a page that did not arrive can be asked for again
SHOWN_FOR = timedelta(minutes=30)
#: and so long the buyer of one that nobody handed over, who may read of it much later than it was paid
SHOWN_TO_BUYER = timedelta(days=30)
_HIDDEN = """issued_at <= %s AND (issued_by IS NOT NULL OR "order" IS NULL OR issued_at <= %s)"""
_CARD = """c.id, c.tail, c.currency, c.amount, c.legal_entity, c.place_id, c."order", c.leaf_id, c.state, c.reason,
    c.ends_at, c.replaces_id, c.issued_by, c.issued_at, c.version, coalesce(b.posted, 0), coalesce(b.held, 0)"""
_CARDS = """giftcards_card c
    LEFT JOIN kit_account a ON a.holder = c.id AND a.book = 'giftcards' AND a.state = 'spendable'
    LEFT JOIN kit_balance b ON b.account_id = a.id"""
GIFT_SORTS: Mapping[str, Sort] = {"-issued": Sort((("c.id", "uuid"),), descending=True)}


def find_gift_card(code: str) -> GiftCardView | None:
    """The card of this code; None where there is none, and for what can be no code."""
    tidy = tidy_gift_code(code)
    found = _read(Condition("c.code_lookup = %s", gift_lookup(tidy))) if tidy else []
    return found[0] if found else None


def may_be_gift_code(text: str) -> bool:
    """Whether a text has the form of a code; nothing is looked for, so that it is no try."""
    return tidy_gift_code(text) is not None


def read_gift_card(card: UUID) -> GiftCardView:
    """One card. Raises GiftCardUnknown."""
    for found in _read(Condition("c.id = %s::uuid", card)):
        return found
    raise GiftCardUnknown


def read_gift_cards(cards: Sequence[UUID]) -> dict[UUID, GiftCardView]:
    """Those of the cards that there are, by id."""
    return {one.id: one for one in _read(Condition("c.id = ANY(%s::uuid[])", list(set(cards))))} if cards else {}


def list_gift_cards(chosen: GiftFilter, *, after: Mark | None = None, limit: int = 50) -> Page[GiftCardView]:
    """Cards, those issued last first."""
    asked = []
    if chosen.tail:
        asked.append(Condition("c.tail = %s", chosen.tail[-TAIL_DIGITS:]))
    if chosen.state:
        asked.append(Condition("c.state = %s", chosen.state))
    return read_page(_CARD, _CARDS, row=GiftCardView, where=asked, sort=GIFT_SORTS["-issued"], after=after, limit=limit)


def cards_shown_to(leaves: Sequence[UUID]) -> list[GiftCardView]:
    """The cards that are tied to these leaves and can still pay something or could, the latest first."""
    if not leaves:
        return []
    asked = [Condition("c.leaf_id = ANY(%s::uuid[])", list(leaves)), Condition("c.state <> 'replaced'")]
    return _read(*asked, rest="ORDER BY c.id DESC LIMIT 50")


def cards_of_order(order: UUID) -> list[GiftCardView]:
    """The cards that a sale made, in the order of its lines."""
    return _read(Condition('c."order" = %s::uuid', order), rest="ORDER BY c.id")


def replaced_by(card: UUID) -> GiftCardView | None:
    """The card that took over the balance of this one."""
    found = _read(Condition("c.replaces_id = %s::uuid", card))
    return found[0] if found else None


def gift_card_moves(card: GiftCardView, *, limit: int = 100) -> list[Stood]:
    """What became of the card's balance, the newest first, each move with what stood on the card after it."""
    return list_standings(own_account(card.id, card.currency).id, limit=limit)


def shown_codes(at: datetime, *, card: UUID | None = None, order: UUID | None = None) -> list[ShownCode]:
    """The codes of a card, or of all that a sale made, while they may be shown: to be printed, or written down."""
    asked = Condition("id = %s::uuid", card) if card else Condition('"order" = %s::uuid', order)
    return read_rows(
        "id, code, amount, currency, ends_at",
        "giftcards_card",
        row=lambda id, sealed, *rest: ShownCode(id, open_sealed(sealed, CODE_PURPOSE).decode(), *rest),
        where=[asked, Condition(f"code IS NOT NULL AND NOT ({_HIDDEN})", at - SHOWN_FOR, at - SHOWN_TO_BUYER)],
        rest="ORDER BY id",
    )


def gift_lookup(code: str) -> bytes:
    """The keyed digest by which a card is found."""
    return lookup(code, CODE_PURPOSE)


def own_account(card: UUID, currency: str) -> AccountName:
    """What is on a card."""
    return AccountName("giftcards", card, unit_of(currency), "spendable")


def entity_account(entity: UUID, currency: str, state: str) -> AccountName:
    """A legal entity's side: `issued` by it, `spent` in its stores, `ended` unspent."""
    return AccountName("giftcards", entity, unit_of(currency), state, guarded=False)


def unit_of(currency: str) -> UUID:
    """The unit of a currency's accounts."""
    return UUID(bytes=currency.encode().rjust(16, b"\0"))


def _read(*asked: Condition, rest: str = "") -> list[GiftCardView]:
    return read_rows(_CARD, _CARDS, row=GiftCardView, where=list(asked), rest=rest)
