"""Parts of stories in a messenger: what the bot says of goods, in the words of the one who asks."""

from datetime import date
from uuid import UUID

from django.utils.translation import override

from prilavok.domains.customers.queries import leaves_with
from prilavok.flows.bot import Heard, keep_heard, language_heard_in, speak_up
from prilavok.flows.bot_ahead_deal import PRESSED
from prilavok.flows.buttons import button_text, buttons_told
from prilavok.flows.messages import our_address
from prilavok.flows.notices import notice_text
from prilavok.insights.bot_ahead import AheadPress, write_press
from prilavok.insights.bot_goods import GoodsAnswer, answer_product, answer_words
from prilavok.insights.home_way import HomeWay
from prilavok.insights.said import units_words, weekday_words
from prilavok.insights.said_goods import with_said
from prilavok.insights.shop_products import Elsewhere, Offer
from prilavok.kit.events.actor import Actor
from prilavok.kit.money import Money
from prilavok.kit.words import say

_ELSEWHERE = 2


def answer_goods(heard: Heard, conversation: UUID | None, words: str, *, kept: bool = False, actor: Actor) -> bool:
    """Within the caller's story: say what is known of the goods a text names; whether anything was said.

    kept: what was heard is kept already, as words to a person; then nothing is said where nothing is found.
    """
    told = answer_words(leaves_with(heard.leaf), words, heard.at) if words else None
    language = language_heard_in(heard)
    if told is None and kept:
        return False
    if not kept and not keep_heard(heard, conversation, text=heard.told.text, parts={"goods": True}, recorded=True):
        return False
    text = goods_text(told, language) if told else notice_text("bot.no_goods", {}, language)
    speak_up(heard, conversation, "bot.goods", text, ahead_buttons(told, language) if told else {}, actor)
    return True


def ahead_buttons(told: GoodsAnswer, language: str) -> dict[str, object]:
    """A button for each of the goods that can be ordered ahead here and now, as parts of a message."""
    return buttons_told(
        [
            (f"{button_text('ahead', language)}: {say(one.variant.name, language)}"[:60],
             f"{PRESSED}{write_press(AheadPress(one.variant.id))}")
            for one in told.offers
            if waits(one)
        ]
    )  # fmt: skip


def product_text(heard: Heard, product: UUID | None) -> str:
    """What is said of the product that somebody came with; "" where nothing can be."""
    told = answer_product(leaves_with(heard.leaf), product, heard.at) if product else None
    return goods_text(told, language_heard_in(heard)) if told else ""


def goods_text(told: GoodsAnswer, language: str) -> str:
    """One paragraph for each of the goods."""
    with override(language):
        facts = [_facts(told, one, others, language) for one, others in zip(told.offers, told.elsewhere, strict=True)]
    texts = [notice_text("bot.goods", one, language) for one in facts]
    return "\n\n".join(with_said(texts, told.offers, language))


def _facts(told: GoodsAnswer, one: Offer, others: tuple[Elsewhere, ...], language: str) -> dict[str, object]:
    unit, price = one.variant.unit, one.price
    assert price is not None
    near = [f"{say(at.place.name, language)}: {units_words(at.free, unit, language)}" for at in others[:_ELSEWHERE]]
    return {
        "name": one.variant.name,
        "price": Money(price.amount if price.now is None else price.now, price.currency),
        "per": "" if price.per == 1 else units_words(price.per, unit, language),
        "place": told.place.name,
        "free": units_words(one.free, unit, language) if one.free > 0 else "",
        "coming": units_words(one.coming.units, unit, language) if one.coming else "",
        "coming_on": _day(one.coming.day if one.coming else None, language),
        "elsewhere": "; ".join(near),
        "ahead": waits(one),
        "link": our_address(f"/shop/p/{one.variant.product}"),
    } | _home(told.home.ways.get(one.variant.id), language)


def waits(one: Offer) -> bool:
    """Whether it is ordered ahead: none is there, some is to come, and orders may wait for it."""
    return one.ahead and one.coming is not None and one.free <= 0


def _home(way: HomeWay | None, language: str) -> dict[str, object]:
    if way is None or way.zone is None:
        return {"zone": ""}
    days: dict[str, object] = {"day": _day(way.latest, language), "waits": _day(way.wait_until, language)}
    return days | {"zone": way.zone.name, "senders": tuple(at.name for at in way.senders), "nothing": way.nothing or ""}


def _day(day: date | None, language: str) -> str:
    return weekday_words(day, language) if day else ""
