"""Something is wrong with goods: claims that two people decide at once, and numbered pieces that two take back at once."""

import asyncio
from typing import Any

from tests.days.bad_line import OK, Client
from tests.days.crowd_buyers import Shop


class Complaints:
    """Who takes claims and numbered pieces at a store, by two programs at once. waiting: claims that bring goods."""

    def __init__(self, shop: Shop, client: Client, other: Client) -> None:
        self.shop, self.client, self.other = shop, client, other
        self.waiting: list[str] = []
        self.back: list[str] = []

    async def claim(self, order: str, first: str) -> None:
        """One unit of a line is claimed, and decided by two, of whom one has not looked which version it is.

        first: what one of them decides.
        """
        seen = await self.client.call("order.look", "GET", f"/orders/{order}")
        line = next((one for one in seen.told.get("lines", ()) if one["handed_over"] - one["returned"] > 1), None)
        if line is None:
            return
        wrong = {"lines": [{"line": line["id"], "quantity": 1, "reason": "faulty"}], "wanted": "money", "words": "x"}
        made = await self.client.call(
            "claim.open", "POST", f"/orders/{order}/claims", wrong, about={"of": order, "lines": []}
        )
        if made.outcome != OK:
            return
        dice = self.client.weather.dice
        second = dice.choice(["money", "replacement", "reduction", "refused"])
        ways = [self._decision(how, line) for how in (first, second)]
        ways[0]["version"] = made.told["version"]
        told = await asyncio.gather(
            *(
                self._decide(client, made.told["id"], way, line)
                for client, way in zip((self.client, self.other), ways, strict=True)
            )
        )
        self.waiting += [
            made.told["id"] for way, ok in zip(ways, told, strict=True) if ok and way["outcome"] == "replacement"
        ]

    def _decision(self, outcome: str, line: dict[str, Any]) -> dict[str, Any]:
        condition = self.client.weather.dice.choice(["for_sale", "damaged", "not_taken"])
        units = {"line": line["id"], "quantity": 1}
        decided: dict[str, Any] = {"place": self.shop.place_code, "outcome": outcome}
        if outcome == "refused":
            return decided | {"why": "x"}
        if outcome == "reduction":
            return decided | {"lines": [units], "amount": 1_000}
        return decided | {"lines": [units | {"condition": condition}]}

    async def _decide(self, client: Client, claim: str, decision: dict[str, Any], line: dict[str, Any]) -> bool:
        one = [{"variant": line["variant"], "quantity": 1}]
        back = one if decision["outcome"] != "refused" and decision["lines"][0].get("condition") == "for_sale" else []
        about = {"claim": claim, "give": one if decision["outcome"] == "replacement" else [], "back": back}
        told = await client.call("claim.decide", "POST", f"/claims/{claim}/decision", decision, about=about)
        return told.outcome == OK

    async def take_piece_back(self, number: str) -> None:
        """A piece comes back by its number, and two take it at once: one of them has it."""
        found = await self.client.call("lot.look", "GET", f"/lots?code={number}")
        for lot in found.told.get("items", ()):
            seen = await self.client.call("lot.look", "GET", f"/lots/{lot['id']}")
            for went in seen.told.get("went", ())[:1]:
                taken = await asyncio.gather(
                    *(
                        self._bring(client, went["order"], lot["variant"], number)
                        for client in (self.client, self.other)
                    )
                )
                self.back += [number] if any(taken) else []

    async def _bring(self, client: Client, order: str, variant: str, number: str) -> bool:
        seen = await client.call("order.look", "GET", f"/orders/{order}")
        lines = [
            one
            for one in seen.told.get("lines", ())
            if one["variant"] == variant and one["handed_over"] > one["returned"]
        ]
        if not lines:
            return False
        brought = {
            "line": lines[0]["id"],
            "quantity": 1,
            "reason": "faulty",
            "condition": "for_sale",
            "pieces": [number],
        }
        body = {"place": self.shop.place_code, "lines": [brought]}
        about = {"lines": [{"variant": variant, "quantity": 1}], "of": order, "piece": number}
        taken = await client.call("return.take", "POST", f"/orders/{order}/returns", body, about=about)
        return taken.outcome == OK
