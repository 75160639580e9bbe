"""Buyers: each a guest who fills a basket, sees what it costs and orders, then waits, pays, calls it off or collects.

Some have it put together by an operator, some order what is still to come; some call off while the goods are handed
over, while the desk cancels it too, or after they have paid.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.days.bad_line import OK, Client, Weather
from tests.days.crowd_ahead import Ahead
from tests.days.crowd_desk import Operator, have_it_ordered
from tests.days.crowd_goods import Goods
from tests.days.crowd_guests import Gifts, Times, book, pay_by_gift
from tests.days.crowd_pages import pay_at_page
from tests.days.history import Call, Recorder
from tests.days.windows import Window


@dataclass
class Waiting:
    """An order that somebody comes to collect. token: of a customer's browser, who wants to spend points on it.

    as_it_is: nobody changes it, for it is called off at the same time.
    """

    order: str
    code: str
    units: dict[str, int]
    token: str = ""
    as_it_is: bool = False


@dataclass
class Shop:
    """What a crowd shares: the shop it is in, and the orders it brings to its tills.

    pages: whether money can be held at a page of the bank. shelf: what tills alone sell.
    then: what every guest does after they ordered; else each something of their own. desk: who answers them; talks: so
    many of them write to it, for what nobody else wants (asked_for). ahead: what is still to come, where something is; waiting: so many order it.
    """

    place: str
    place_code: str
    goods: list[Goods]
    cards: bool
    buyers: int
    meet: bool = False
    most: int = 3
    times: Times | None = None
    gifts: Gifts = field(default_factory=Gifts)
    pages: bool = False
    coupons: list[str] = field(default_factory=list)
    shelf: dict[str, Any] = field(default_factory=dict)
    then: str = ""
    desk: Operator | None = None
    talks: int = 0
    asked_for: Goods | None = None
    ahead: Ahead | None = None
    waiting: int = 0
    collected: "asyncio.Queue[Waiting | None]" = field(default_factory=asyncio.Queue)
    turns: dict[str, float] = field(default_factory=dict)
    ready: int = 0
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    def drawn(self, ways: Mapping[str, int], weather: Weather) -> str:
        """What the next guest does: each way as often as it weighs among so few, from a beginning by chance."""
        for way, weight in ways.items():
            self.turns[way] = self.turns.get(way, weather.dice.random() * weight) + weight
        way = max(ways, key=lambda one: self.turns[one])
        self.turns[way] -= sum(ways.values())
        return way

    async def meet_the_others(self) -> None:
        """Wait at the last step until every buyer of this crowd stands there."""
        self.ready += 1
        if self.ready >= self.buyers:
            self.gate.set()
        if self.meet:
            await asyncio.wait_for(self.gate.wait(), 120)


async def buy(nth: str, shop: Shop, weather: Weather, recorder: Recorder, token: str = "", *, way: str = "") -> None:
    """One buyer's whole day. token: of a customer's browser; without one they are a guest.

    way: "desk" has it ordered by an operator, "ahead" orders what is still to come.
    """
    client = Client(f"buyer-{nth}", weather, recorder, token)
    if not token:
        entered = await client.call("guest", "POST", "/shop/guest")
        client.token = str(entered.told.get("token", ""))
    if way == "desk":
        await shop.meet_the_others()
        if order := await have_it_ordered(nth, shop, client, weather, recorder):
            await _after(client, shop, weather, order, False, way)
    for _ in range(
        0 if way == "desk" else 3 if token else 1
    ):  # browsers of one customer share a basket, and one may order what another filled
        placed = await _order(client, shop, weather, bool(token), shop.ahead if way == "ahead" else None)
        if placed is not None and placed.outcome == OK:
            await _after(client, shop, weather, str(placed.told["order"]), bool(token), way)
            break
    client.close()


async def _order(client: Client, shop: Shop, weather: Weather, member: bool, ahead: Ahead | None) -> Call | None:
    """Fill a basket, see what it costs, and order; None where nobody said a price. ahead: what alone they want."""
    dice = weather.dice
    some = (
        [ahead.goods]
        if ahead
        else shop.goods[:1]
        if member
        else dice.sample(shop.goods, min(dice.randint(max(shop.most - 2, 1), shop.most), len(shop.goods)))
    )
    wishes = [{"variant": one.variant, "quantity": dice.choice((1, 1, 2))} for one in some]
    theirs = shop.coupons[-1:] if member else shop.coupons[:-1]  # the last is limited by customer
    shown = [dice.choice(theirs)] if theirs and dice.random() < 0.6 else []
    await client.call("basket", "PUT", "/shop/basket", {"place": shop.place, "lines": wishes, "coupons": shown})
    quote = await client.call("quote", "POST", "/shop/quotes", {}, about={"lines": wishes, "coupons": shown})
    if shop.times and dice.random() < 0.5:
        await book(client, shop.times, weather)
    if not member:
        await shop.meet_the_others()
    if quote.outcome != OK:
        return None
    return await _place(client, quote.told, guest=not member, until=ahead.until if ahead else "")


async def _place(client: Client, quote: Mapping[str, Any], *, guest: bool, until: str) -> Call:
    """Order by what was shown; where a promotion of it was given to others meanwhile, by the sum that is said then.

    The browsers of one customer share a basket: what is ordered is what the quote shows. until: the last day they wait.
    """
    for _ in range(2):
        given = [one["name"]["en"] for one in quote["promotions"] if one["said"] == "given"]
        lines = [{"variant": one["variant"], "quantity": one["quantity"]} for one in quote["lines"]]
        about = {"lines": lines, "given": given, "guest": guest}
        body = {"quote": quote["id"], **({"wait_until": until} if until else {})}
        placed = await client.call("order.place", "POST", "/shop/orders", body, about=about)
        if placed.code != "quote.ended":
            break
        quote = placed.told["quote"]
    return placed


_WAYS = {
    "wait": 1, "pay": 1, "call off": 1, "collect": 1, "pay and collect": 2, "gift and collect": 6, "gift, call off": 1,
    "pay, call off both": 5, "collect, call off both": 3,
}  # fmt: skip
_AT_PAGES = {
    "page and collect": 6, "page, call off": 3, "page": 1, "page too late, call off": 2,
    "page and collect, call off both": 2,
}  # fmt: skip
_BROUGHT = {"desk, wait": 1, "desk, collect": 2, "desk, call off both": 1}
_AWAITED = {"ahead, wait": 2, "ahead, collect": 3, "ahead, call off both": 1, "ahead, call off": 1}


async def _after(client: Client, shop: Shop, weather: Weather, order: str, member: bool, way: str) -> None:
    ways = {"desk": _BROUGHT, "ahead": _AWAITED}.get(way, _WAYS | (_AT_PAGES if shop.pages else {}))
    then = "collect" if member else shop.then or shop.drawn(ways, weather)
    if then.endswith("wait"):
        return
    seen = await client.call("order.look", "GET", f"/shop/orders/{order}")
    lines = [{"variant": one["variant"], "quantity": one["quantity"]} for one in seen.told.get("lines", ())]
    if "gift" in then:
        await pay_by_gift(client, shop.gifts, weather, order)
    if "pay" in then and shop.cards:
        await client.call("order.pay", "POST", f"/shop/orders/{order}/pay", {}, about={"order": order})
    if "page" in then:
        called_off = (lambda: call_off(client, weather, order, lines)) if "too late" in then else None
        await pay_at_page(client, weather, order, called_off)
    for _ in range(4 if "ahead" in then and "collect" in then else 0):
        if not any(one.get("awaited") for one in seen.told.get("lines", ())):
            break
        await asyncio.sleep(1.5)  # some of it has not come
        seen = await client.call("order.look", "GET", f"/shop/orders/{order}")
    code = str((seen.told.get("pickup") or {}).get("code", ""))
    if "collect" in then and code:
        units = {line["variant"]: line["quantity"] for line in lines}
        token = client.token if member else ""
        shop.collected.put_nowait(Waiting(order, code, units, token, "call off" in then))
        await asyncio.sleep(3 * weather.dice.random() if "call off" in then else 0)
    if "call off" in then and "too late" not in then:
        both = [call_off(client, weather, order, lines)]
        if "both" in then and shop.desk is not None:
            both.append(shop.desk.cancel(order, lines))
        await asyncio.gather(*both)


async def call_off(client: Client, weather: Weather, order: str, wishes: list[dict[str, Any]]) -> None:
    """Take the order back, by a program or on its own page, as the same browser: the token of the API is its cookie."""
    asked = {"order": order, "lines": wishes}
    if weather.dice.random() < 0.5:
        await client.call("order.cancel", "POST", f"/shop/orders/{order}/cancel", {}, key=order, about=asked)
        return
    window = Window(client.who, weather, client.recorder, {"counter": client.token})
    if await window.read(f"/shop/order/{order}"):
        await window.act("order.cancel", f"/shop/order/{order}/cancel", {}, key=order, asked=asked)
    await window.close()
