"""Goods that were bought are exchanged: one thing back, another out, at a till and by a program, sometimes at once."""

import asyncio
from typing import Any

from tests.days.bad_line import Client
from tests.days.crowd_buyers import Shop
from tests.days.windows import Window, field

_PAY = 'class="card pay"'


class Exchanges:
    """Who exchanges at a store. client, other: programs; the other tries what a till is at."""

    def __init__(self, shop: Shop, client: Client, other: Client) -> None:
        self.shop, self.client, self.other = shop, client, other

    async def take(self, order: str, window: Window) -> None:
        """One unit of the first line comes back at the window of a till, something else goes out."""
        seen = await self.client.call("order.look", "GET", f"/orders/{order}")
        plain = {one.variant for one in self.shop.goods}
        lines = [one for one in seen.told.get("lines", ()) if one["handed_over"] > one["returned"]]
        line = next((one for one in lines if one["variant"] in plain), None)
        if line is None:
            return
        dice = self.client.weather.dice
        instead = dice.choice(self.shop.goods).variant
        asked = {
            "of": order,
            "back": [{"variant": line["variant"], "quantity": 1}],
            "give": [{"variant": instead, "quantity": 1}],
        }
        both = [self._at_till(order, line["id"], instead, window, asked)]
        if dice.random() < 0.5:
            both.append(self._by_program(order, line["id"], instead, int(seen.told["version"]), asked))
        await asyncio.gather(*both)

    async def _at_till(self, order: str, line: str, instead: str, window: Window, asked: dict[str, Any]) -> None:
        path = f"/till/returns/{order}"
        chosen = {
            f"units-{line}": "1", f"reason-{line}": "faulty", f"condition-{line}": "for_sale", "instead": f"{instead}:1",
        }  # fmt: skip
        looked = await window.send(f"{path}/look", chosen) or await window.send(f"{path}/look", chosen)
        page = looked.text if looked is not None else ""
        form = {name: field(page, name, within=_PAY) for name in ("version", "money", "amount")}
        form |= {name: field(page, name) for name in ("key", "new_order")}
        if not form["version"]:
            return  # somebody else has taken it back
        await window.act(
            "exchange.take", f"{path}/confirm", chosen | form | {"method": "cash"}, key=form["key"], asked=asked
        )

    async def _by_program(self, order: str, line: str, instead: str, version: int, asked: dict[str, Any]) -> None:
        brought = {"line": line, "quantity": 1, "reason": "faulty", "condition": "for_sale"}
        body = {
            "place": self.shop.place_code, "version": version, "lines": [brought],
            "instead": [{"variant": instead, "quantity": 1}],
        }  # fmt: skip
        await self.other.call("exchange.take", "POST", f"/orders/{order}/exchanges", body, about=asked)
