"""Buyers: each a guest who fills a basket, sees what it costs and orders, then waits, pays, calls it off or collects."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.days.bad_line import OK, Client, Weather
from tests.days.crowd_guests import Gifts, Times, book, pay_by_gift
from tests.days.crowd_pages import pay_at_page
from tests.days.history import Call, Recorder
from tests.days.windows import Window


@dataclass
class Goods:
    """What is sold. price: minor units of one."""

    variant: str
    sku: str
    price: int


@dataclass
class Waiting:
    """An order that somebody comes to collect. token: of a customer's browser, who wants to spend points on it."""

    order: str
    code: str
    units: dict[str, int]
    token: str = ""


@dataclass
class Shop:
    """What a crowd shares: the shop it is in, and the orders it brings to its tills.

    pages: whether money can be held at a page of the bank. shelf: what tills alone sell.
    then: what every guest does after they ordered; else each something of their own.
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


async def buy(nth: str, shop: Shop, weather: Weather, recorder: Recorder, token: str = "") -> None:
    """One buyer's whole day. token: of a customer's browser; without one they are a guest."""
    client = Client(f"buyer-{nth}", weather, recorder, token)
    if not token:
        entered = await client.call("guest", "POST", "/shop/guest")
        client.token = str(entered.told.get("token", ""))
    for _ in range(3 if token else 1):  # browsers of one customer share a basket, and one may order what another filled
        placed = await _order(client, shop, weather, bool(token))
        if placed is not None and placed.outcome == OK:
            await _after(client, shop, weather, str(placed.told["order"]), placed.asked["lines"], bool(token))
            break
    client.close()


async def _order(client: Client, shop: Shop, weather: Weather, member: bool) -> Call | None:
    """Fill a basket, see what it costs, and order; None where nobody said a price."""
    dice = weather.dice
    some = (
        shop.goods[:1]
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
    return await _place(client, quote.told, guest=not member) if quote.outcome == OK else None


async def _place(client: Client, quote: Mapping[str, Any], *, guest: bool) -> Call:
    """Order by what was shown; where a promotion of it was given to others meanwhile, by the sum that is said then.

    The browsers of one customer share a basket: what is ordered is what the quote shows.
    """
    for _ in range(2):
        given = [one["name"]["en"] for one in quote["promotions"] if one["said"] == "given"]
        lines = [{"variant": one["variant"], "quantity": one["quantity"]} for one in quote["lines"]]
        about = {"lines": lines, "given": given, "guest": guest}
        placed = await client.call("order.place", "POST", "/shop/orders", {"quote": quote["id"]}, about=about)
        if placed.code != "quote.ended":
            break
        quote = placed.told["quote"]
    return placed


async def _after(
    client: Client, shop: Shop, weather: Weather, order: str, wishes: list[dict[str, Any]], member: bool
) -> None:
    ways = {
        "wait": 1,
        "pay": 2,
        "call off": 2,
        "collect": 3,
        "pay and collect": 2,
        "gift and collect": 8,
        "gift, pay": 1,
        **({"page and collect": 7, "page, call off": 3, "page": 1, "page too late, call off": 2} if shop.pages else {}),
    }
    then = "collect" if member else shop.then or shop.drawn(ways, weather)
    if "gift" in then:
        await pay_by_gift(client, shop.gifts, weather, order)
    if "pay" in then and shop.cards:
        await client.call("order.pay", "POST", f"/shop/orders/{order}/pay", {}, about={"order": order})
    if "page" in then:
        called_off = (lambda: call_off(client, weather, order, wishes)) if "too late" in then else None
        await pay_at_page(client, weather, order, called_off)
    if then in ("call off", "page, call off"):
        await call_off(client, weather, order, wishes)
    if "collect" in then:
        seen = await client.call("order.look", "GET", f"/shop/orders/{order}")
        code = str((seen.told.get("pickup") or {}).get("code", ""))
        if seen.outcome == OK and code:
            units = {line["variant"]: line["quantity"] for line in seen.told["lines"]}
            shop.collected.put_nowait(Waiting(order, code, units, client.token if member else ""))


async def call_off(client: Client, weather: Weather, order: str, wishes: list[dict[str, Any]]) -> None:
    """Take the order back on its own page, as the same browser: the token of the API is the browser's cookie."""
    window = Window(client.who, weather, client.recorder, {"counter": client.token})
    if await window.read(f"/shop/order/{order}"):
        asked = {"order": order, "lines": wishes}
        await window.act("order.cancel", f"/shop/order/{order}/cancel", {}, key=order, asked=asked)
    await window.close()
