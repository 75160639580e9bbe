"""From a stranger's look at a product to an order: the shop, its chat, Telegram, the operator's desk."""

from prilavok.doors.cli.story_parts.pages import Page
from prilavok.doors.cli.story_parts.stage import Stage
from prilavok.doors.cli.story_parts.stopped import StoryStopped
from prilavok.kit.words import say

_DESK = "/desk/conversations"


def looks(stage: Stage) -> None:
    """A visitor nobody knows looks at a product of the store."""
    chosen, offer = stage.chosen, stage.chosen.goods[0]
    path = f"/shop/p/{offer.variant.product}"
    stage.teller.step(
        "looks", stage.url(path), goods=_name(stage, 0), place=say(chosen.place.name, stage.teller.language)
    )
    stores = stage.visitor.see(f"/shop/stores?q={chosen.place.code}")
    for form in stores.forms("/shop/stores/choose", place=str(chosen.place.id))[:1]:
        stage.visitor.press(form)
    stage.visitor.see(path)
    stage.visitor.note(f"{path}/seen")


def wants(stage: Stage) -> None:
    """It goes into the basket; from here on the shop's window hears what changes."""
    offer = stage.chosen.goods[0]
    stage.teller.step("wants", stage.url("/shop/basket"), goods=_name(stage, 0))
    page = stage.visitor.see(f"/shop/p/{offer.variant.product}")
    forms = page.forms("/shop/basket/change", variant=str(offer.variant.id), add="1")
    if not forms:
        raise StoryStopped("no_form", address=page.address, form="/shop/basket/change")
    stage.visitor.press(forms[0])
    stage.sees(lambda: stage.visitor.see("/shop/basket"), lambda shown: len(_lines(shown)) == 1, "no_basket")
    stage.heard["shop"] = stage.visitor.listen()


def asks(stage: Stage) -> None:
    """A question in the chat of the shop; the desk sees a stranger wait."""
    words = stage.teller.words("question")
    stage.teller.step("asks", stage.url("/shop/chat"), stage.url(_DESK), words=words)
    page = stage.visitor.see(f"/shop/chat?product={stage.chosen.goods[0].variant.product}")
    stage.act()
    stage.visitor.send(page, "/shop/chat/write", text=words)
    heard = stage.hears("desk", "conversation")
    inbox = stage.operator.see(_DESK)
    waiting = [one.attributes["href"] for one in inbox.links(f"{_DESK}/") if words[:40] in one.text]
    named = [link for link in waiting if heard in link]
    if not waiting:
        raise StoryStopped("no_conversation", address=inbox.address)
    stage.conversation = (named or waiting)[0]


def answers(stage: Stage) -> None:
    """The operator takes the conversation and answers where the customer wrote."""
    words = stage.teller.words("answer")
    stage.teller.step("answers", stage.url(stage.conversation), stage.url("/shop/chat"), words=words)
    page = stage.operator.see(stage.conversation)
    if page.forms("/take"):
        page = stage.operator.send(page, "/take")
    stage.act()
    stage.operator.send(page, "/answer", text=words)
    stage.hears("shop", "conversation")
    stage.sees(lambda: stage.visitor.see("/shop/chat"), lambda shown: words in shown.text, "no_answer_shown")


def moves(stage: Stage) -> None:
    """On to Telegram by the button; thread and basket come along."""
    stage.teller.step("moves", stage.url("/shop/chat"), stage.url(stage.conversation))
    page = stage.visitor.send(stage.visitor.see("/shop/chat"), "/shop/chat/on/telegram")
    links = page.links("start=")
    if not links:
        raise StoryStopped("no_form", address=page.address, form="start=")
    stage.act()
    stage.messenger.open_link(links[0].attributes["href"])
    stage.hears("desk", "conversation")
    stage.reads(lambda text: bool(text), after=_before_start(stage))


def _before_start(stage: Stage) -> int:
    """How many messages of the chat are older than the START that was just pressed."""
    said = stage.messenger.said()
    starts = [nth for nth, one in enumerate(said) if str(one.get("text", "")).startswith("/start")]
    return starts[-1] if starts else 0


def is_known(stage: Stage) -> None:
    """Shares the own phone in Telegram, or is known by this Telegram already; the desk sees who it is."""
    chosen = stage.chosen
    told = {"name": chosen.customer.name, "orders": chosen.orders}
    known = f"/office/customers/{chosen.customer.id}"
    if stage.operator.see(stage.conversation).links(known):
        stage.teller.step("known_already", stage.url(stage.conversation), stage.url(known), **told)
    else:
        stage.teller.step("shares", stage.url(stage.conversation), stage.url(known), phone=chosen.phone)
        stage.act()
        stage.messenger.act("contact")
        stage.hears("desk", "customer")
        stage.sees(lambda: stage.operator.see(stage.conversation), lambda page: bool(page.links(known)), "not_known")
        stage.teller.happened("recognised", **told)


def writes(stage: Stage) -> None:
    """Goes on in Telegram; shop and desk show the same thread."""
    words = stage.teller.words("request")
    stage.teller.step("writes", stage.url(stage.conversation), stage.url("/shop/chat"), words=words)
    stage.act()
    stage.messenger.act("say", text=words)
    stage.hears("desk", "conversation")
    stage.hears("shop", "conversation")
    for window, path in ((stage.operator, stage.conversation), (stage.visitor, "/shop/chat")):
        stage.sees(lambda: window.see(path), lambda shown: words in shown.text, "no_answer_shown")  # noqa: B023


def adds(stage: Stage) -> None:
    """The operator puts another thing into the same basket."""
    offer = stage.chosen.goods[1]
    stage.teller.step("adds", stage.url(stage.conversation), stage.url("/shop/basket"), goods=_name(stage, 1))
    found = stage.operator.see(f"{stage.conversation}/products?q={offer.variant.sku}")
    forms = found.forms("/wish", variant=str(offer.variant.id))
    if not forms:
        raise StoryStopped("no_form", address=found.address, form=offer.variant.sku)
    stage.act()
    stage.operator.press(forms[0], quantity="1")
    stage.hears("shop", "basket")
    stage.sees(lambda: stage.visitor.see("/shop/basket"), lambda shown: len(_lines(shown)) == 2, "no_basket")


def places(stage: Stage) -> None:
    """The operator promises the sum and places the order; the store and the customer hear of it."""
    stage.teller.step("places", stage.url(stage.conversation), stage.url("/tablet/picking"))
    before = {link.attributes["href"] for link in stage.visitor.see("/shop/me").links("/shop/order/")}
    told = len(stage.messenger.said())
    quoted = stage.operator.send(stage.operator.see(stage.conversation), "/quote")
    stage.act()
    stage.operator.send(quoted, "/place")
    stage.hears("tablet", "shipment")
    own = stage.visitor.see("/shop/me").links("/shop/order/")
    fresh = [link for link in own if link.attributes["href"] not in before]
    if not fresh:
        raise StoryStopped("no_order", address="/shop/me")
    stage.order = fresh[0].attributes["href"]
    named = [one for one in fresh[0].within() if one.tag == "strong"]
    stage.number = named[0].text if named else ""
    stage.reads(lambda text: stage.number in text, after=told)
    stage.teller.happened("placed", number=stage.number, address=stage.url(stage.order))


def _lines(basket: Page) -> list[object]:
    return list(basket.of_class("line"))


def _name(stage: Stage, nth: int) -> str:
    return say(stage.chosen.goods[nth].variant.name, stage.teller.language)


STEPS = (looks, wants, asks, answers, moves, is_known, writes, adds, places)
