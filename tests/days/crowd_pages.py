"""Customers at the page of the bank: they pay, give up, pay twice, go away, or pay for what they called off meanwhile."""

from collections.abc import Awaitable, Callable

import httpx
from tests.days.bad_line import FAULT, OK, UNKNOWN, Client, Weather
from tests.days.history import Call, now


async def pay_at_page(
    client: Client, weather: Weather, order: str, meanwhile: Callable[[], Awaitable[None]] | None
) -> None:
    """Have a page opened and do something there. meanwhile: what else is done before anything is paid."""
    path, way = f"/shop/orders/{order}/page", weather.dice.choice(["page", "qr"])
    opened = await client.call("page.open", "POST", path, {"way": way}, about={"order": order})
    link = str(opened.told.get("link", ""))
    if meanwhile is not None:
        await meanwhile()
    if opened.outcome != OK or not link:
        return
    acts = weather.dice.choices([("pay",), ("pay", "pay"), ("decline", "pay"), ("give_up",), ()], [8, 2, 2, 1, 1])[0]
    async with httpx.AsyncClient(timeout=20) as browser:
        for act in acts:
            began = now()
            try:
                answer = await browser.post(link, data={"act": act})
                outcome = OK if answer.status_code == 303 else FAULT
            except httpx.HTTPError:
                outcome = UNKNOWN
            client.recorder.note(Call(client.who, f"page.{act}", link, began, now(), outcome, 0, {"order": order}, {}))
    if weather.dice.random() < 0.2:  # they would rather pay otherwise, perhaps after they have paid
        await client.call("page.end", "POST", f"{path}/end", {}, about={"order": order})
