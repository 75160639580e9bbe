"""Buyers: each a guest who fills a basket, sees what it costs and orders, then waits, pays, calls it off or collects."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from tests.days.bad_line import OK, Client, Weather
from tests.days.crowd_guests import Gifts, Times, book, pay_by_gift
from tests.days.history import Recorder
from tests.days.windows import Window


@dataclass
class Goods:
    """What is sold. price: minor units of one."""

    variant: str
    sku: str
    price: int


@dataclass
class Waiting:
    """An order that somebody comes to collect."""

    order: str
    code: str
    units: dict[str, int]


@dataclass
class Shop:
    """What a crowd shares: the shop it is in, and the orders it brings to its tills."""

    place: str
    place_code: str
    goods: list[Goods]
    cards: bool
    buyers: int
    meet: bool = False
    most: int = 3
    times: Times | None = None
    gifts: Gifts = field(default_factory=Gifts)
    collected: "asyncio.Queue[Waiting | None]" = field(default_factory=asyncio.Queue)
    ready: int = 0
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    async def meet_the_others(self) -> None:
        """Wait at the last step until every buyer of this crowd stands there."""
        self.ready += 1
        if self.ready >= self.buyers:
            self.gate.set()
        if self.meet:
            await asyncio.wait_for(self.gate.wait(), 120)


async def buy(nth: str, shop: Shop, weather: Weather, recorder: Recorder) -> None:
    """One buyer's whole day."""
    client, dice = Client(f"buyer-{nth}", weather, recorder), weather.dice
    entered = await client.call("guest", "POST", "/shop/guest")
    client.token = str(entered.told.get("token", ""))
    wishes = [
        {"variant": one.variant, "quantity": dice.choice((1, 1, 2))}
        for one in dice.sample(shop.goods, min(dice.randint(max(shop.most - 2, 1), shop.most), len(shop.goods)))
    ]
    await client.call("basket", "PUT", "/shop/basket", {"place": shop.place, "lines": wishes})
    quote = await client.call("quote", "POST", "/shop/quotes", {}, about={"lines": wishes})
    if shop.times and dice.random() < 0.5:
        await book(client, shop.times, weather)
    await shop.meet_the_others()
    if quote.outcome == OK:
        meant = {"quote": quote.told["id"]}
        placed = await client.call("order.place", "POST", "/shop/orders", meant, about={"lines": wishes})
        if placed.outcome == OK:
            await _after(client, shop, weather, str(placed.told["order"]), wishes)
    client.close()


async def _after(client: Client, shop: Shop, weather: Weather, order: str, wishes: list[dict[str, Any]]) -> None:
    ways = {
        "wait": 2,
        "pay": 2,
        "call off": 3,
        "collect": 4,
        "pay and collect": 2,
        "gift and collect": 6,
        "gift, pay": 1,
    }
    then = weather.dice.choices([*ways], [*ways.values()])[0]
    if "gift" in then:
        await pay_by_gift(client, shop.gifts, weather, order)
    if "pay" in then and shop.cards:
        await client.call("order.pay", "POST", f"/shop/orders/{order}/pay", {}, about={"order": order})
    if then == "call off":
        await call_off(client, weather, order, wishes)
    if "collect" in then:
        seen = await client.call("order.look", "GET", f"/shop/orders/{order}")
        code = str((seen.told.get("pickup") or {}).get("code", ""))
        if seen.outcome == OK and code:
            units = {line["variant"]: line["quantity"] for line in seen.told["lines"]}
            shop.collected.put_nowait(Waiting(order, code, units))


async def call_off(client: Client, weather: Weather, order: str, wishes: list[dict[str, Any]]) -> None:
    """Take the order back on its own page, as the same browser: the token of the API is the browser's cookie."""
    window = Window(client.who, weather, client.recorder, {"counter": client.token})
    if await window.read(f"/shop/order/{order}"):
        asked = {"order": order, "lines": wishes}
        await window.act("order.cancel", f"/shop/order/{order}/cancel", {}, key=order, asked=asked)
    await window.close()
