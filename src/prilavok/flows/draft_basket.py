"""An operator's basket goes to its customer as a draft: a link by which they look at it, confirm it and pay."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from prilavok.domains.baskets.errors import DraftGone
from prilavok.domains.baskets.queries import read_basket
from prilavok.domains.baskets.types import BasketView
from prilavok.domains.conversations.queries import read_conversation
from prilavok.domains.pricing.queries import read_quote
from prilavok.domains.pricing.types import QuoteView
from prilavok.flows.answer_message import answer
from prilavok.flows.messages import language_of, our_address
from prilavok.flows.notices import notice_text
from prilavok.flows.quote_basket import quote_basket
from prilavok.insights.answer_ways import answer_ways
from prilavok.kit.errors import NotFound
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.ids import sign, unsign
from prilavok.kit.money import Money

needs = "orders.place"
_PURPOSE = "baskets.draft"
LIVES = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Draft:
    """What the link is about. told: the quote the operator sent; basket: as it is by now, ordered perhaps."""

    told: QuoteView
    basket: BasketView


def send_draft(conversation: UUID, *, actor: Actor, at: datetime) -> str:
    """Promise the basket's sum and send the link where the customer last spoke, or by their next open way; the link.

    It is good for a day and for this basket alone. Raises what quote_basket and answer do; then nothing is sent.
    """
    leaf = read_conversation(conversation).leaf
    quote = quote_basket(leaf, touchpoint="desk", actor=actor, at=at)
    link = our_address(f"/shop/draft/{sign(quote.id.hex, _PURPOSE, at + LIVES)}")
    facts = {"amount": Money(quote.amount, quote.currency), "link": link}
    text = notice_text("basket.draft", facts, language_of(leaf))
    is_open = next((one.name for one in answer_ways(conversation, leaf, at) if not one.why), "")
    answer(conversation, text, by=is_open, key=f"draft:{quote.id}", actor=actor, at=at)
    return link


def read_draft(token: str, *, actor: Actor, at: datetime) -> Draft:
    """What the link is about. Refused where it is not ours or has ended; DraftGone where the basket was emptied."""
    try:
        told = read_quote(UUID(hex=unsign(token, _PURPOSE, at)), lines=True)
    except NotFound as gone:
        raise DraftGone from gone
    basket = read_basket(told.basket)
    if basket.state == "dropped" or not basket.lines:
        raise DraftGone
    return Draft(told, basket)


def requote_draft(token: str, *, actor: Actor, at: datetime) -> QuoteView:
    """Promise the draft's sum anew: prices of now, for the person it was made for; see read_draft, quote_basket."""
    draft = read_draft(token, actor=actor, at=at)
    quote = quote_basket(draft.told.leaf, touchpoint=draft.told.touchpoint, actor=SYSTEM, at=at)
    if quote.basket != draft.basket.id:
        raise DraftGone
    return quote
