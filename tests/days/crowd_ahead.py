"""Goods that are still to come: guests order and wait for them, and somebody brings them, in parts and on another day."""

import asyncio
from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.days.bad_line import OK, Client
from tests.days.crowd_goods import Goods


@dataclass
class Ahead:
    """What is expected. expected: units; paper: by which; due: its day; until: how long everybody is ready to wait; parts:
    units as they are brought, fewer together than are expected.
    """

    variant: str
    sku: str
    price: int
    expected: int
    paper: str
    due: str
    until: str
    parts: list[int] = field(default_factory=list)

    @property
    def goods(self) -> Goods:
        """What is ordered."""
        return Goods(self.variant, self.sku, self.price)


async def bring(client: Client, other: Client, place: str, ahead: Ahead) -> None:
    """Part after part is received, each confirmed by two at once; between them another day is said.

    In the end no more comes.
    """
    for nth, units in enumerate(ahead.parts):
        await asyncio.sleep(2)
        lines = [{"sku": ahead.sku, "quantity": units}]
        wanted = {"kind": "receiving", "place": place, "against": ahead.paper, "lines": lines}
        made = await client.call("paper.draft", "POST", "/papers", wanted)
        if made.outcome != OK:
            return
        about = {"paper": made.told["id"], "of": ahead.paper, "units": units}
        path = f"/papers/{made.told['id']}/confirm"
        await asyncio.gather(*(one.call("supply.receive", "POST", path, {}, about=about) for one in (client, other)))
        day = date.fromisoformat(ahead.due) + timedelta(days=nth % 2)
        said = {"due_on": day.isoformat(), "reason": "the lorry says so"}
        await client.call("supply.expect", "POST", f"/papers/{ahead.paper}/expected", said)


async def end(client: Client, ahead: Ahead) -> None:
    """No more of it comes; whoever waits for the rest does so without a day."""
    lines = [{"variant": ahead.variant, "quantity": ahead.expected - sum(ahead.parts)}]
    await client.call("supply.close", "POST", f"/papers/{ahead.paper}/close", about={"lines": lines})
