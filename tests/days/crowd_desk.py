"""Operators at the desk: who writes to them gets a basket put together, which is ordered there or sent as a draft."""

import asyncio
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx
from tests.days.bad_line import Client, Weather
from tests.days.history import OK, REFUSED, Recorder
from tests.days.windows import Window
from tests.days.windows import field as field_of

if TYPE_CHECKING:
    from tests.days.crowd_buyers import Shop

_OWN_ORDER = re.compile(r'href="/shop/order/([0-9a-f-]{36})"')
_TALK = re.compile(r'<li><a href="/desk/conversations/([0-9a-f-]{36})".*?</li>', re.DOTALL)
_LINK = re.compile(r"https?://[^/\s<\"]+(/shop/draft/[^\s<\"]+)")
_SHORT = re.compile(r"Not all of it is free any more; nothing was ordered|Somebody was quicker")
_ENDED = re.compile(r"Nothing was ordered( yet)?\.|nothing was ordered\.")


@dataclass
class Talk:
    """A customer who wrote. link: of the draft they were sent, "" where they get none; over: the operator is done."""

    words: str
    wishes: list[dict[str, Any]]
    link: "asyncio.Future[str]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    over: asyncio.Event = field(default_factory=asyncio.Event)


class Operator:
    """Who answers customers of one crowd, in the order they wrote, and cancels what somebody asks them to."""

    def __init__(self, name: str, shop: "Shop", weather: Weather, recorder: Recorder) -> None:
        self.shop, self.weather = shop, weather
        self.window = Window(name, weather, recorder)
        self.talks: asyncio.Queue[Talk | None] = asyncio.Queue()
        self.here = asyncio.Event()

    async def work(self, login: str, password: str) -> None:
        """Until nobody writes any more."""
        await self.window.sign_in(login, password)
        self.here.set()
        while (talk := await self.talks.get()) is not None:
            try:
                await self._serve(talk)
            finally:
                talk.over.set()
                if not talk.link.done():
                    talk.link.set_result("")

    async def cancel(self, order: str, lines: list[dict[str, Any]]) -> None:
        """End an order that still waits, as it is looked at."""
        await self.here.wait()
        path = f"/desk/orders/{order}/cancel"
        version = field_of(await self.window.read(path), "version")
        if version:  # else it is over already
            asked = {"order": order, "lines": lines}
            form = {"version": version, "ground": "asked"}
            await self.window.act("order.cancel", path, form, key=order, asked=asked)

    async def _serve(self, talk: Talk) -> None:
        inbox = await self.window.read("/desk/conversations")
        talks = [found[1] for found in _TALK.finditer(inbox) if talk.words in found[0]]
        if not talks:
            return
        at, send = f"/desk/conversations/{talks[0]}", self.window.send
        await send(f"{at}/take", {})
        await send(f"{at}/store", {"place": self.shop.place})
        for wish in talk.wishes:
            await send(f"{at}/wish", {"variant": wish["variant"], "quantity": str(wish["quantity"])})
        ways = {"desk: both": 3, "desk: draft": 2, "desk: place": 2, "desk: draft, change": 1}
        then = self.shop.drawn(ways, self.weather)
        if then != "desk: place":
            await send(f"{at}/draft", {})
            links = _LINK.findall(await self.window.read(f"{at}/thread"))
            talk.link.set_result(links[-1] if links else "")
        if then in ("desk: both", "desk: place"):
            await self._place(at)
        if "change" in then:
            one = talk.wishes[0]
            await send(f"{at}/wish", {"variant": one["variant"], "quantity": str(one["quantity"] % 2 + 1)})

    async def _place(self, at: str) -> None:
        """Promise the sum and order by it; where it is another by then, by the one that is said then."""
        said = await self.window.send(f"{at}/quote", {}) or await self.window.send(f"{at}/quote", {})
        for _ in range(2):
            page = said.text if said is not None else ""
            form = {name: field_of(page, name, within=f'action="{at}/place"') for name in ("quote", "wait_until")}
            if not form["quote"]:
                return  # others have it, or the customer was quicker
            call, said = await self.window.act(
                "desk.place", f"{at}/place", form, key=form["quote"], asked={"quote": form["quote"]}, reads=_ordered
            )
            if call.code != "quote.ended":
                return


def _ordered(answer: httpx.Response) -> tuple[str, str] | None:
    """Whether an order came of it: a page that is drawn anew says why not."""
    if answer.status_code in (302, 303) or answer.headers.get("HX-Redirect"):
        return OK, ""
    if _SHORT.search(answer.text):
        return REFUSED, "order.out_of_stock"
    return (REFUSED, "quote.ended") if _ENDED.search(answer.text) else None


async def have_it_ordered(nth: str, shop: "Shop", client: Client, weather: Weather, recorder: Recorder) -> str:
    """Write to the desk, confirm the draft where one is sent, and look which order it became; "" where none did."""
    assert shop.desk is not None and shop.asked_for is not None
    window = Window(client.who, weather, recorder, {"counter": client.token})
    beside = [shop.ahead.goods] if shop.ahead and weather.dice.random() < 0.3 else []
    goods = [shop.asked_for, *(beside or weather.dice.sample(shop.goods, weather.dice.choice((0, 0, 1))))]
    wishes = [{"variant": one.variant, "quantity": weather.dice.choice((1, 1, 2))} for one in goods]
    words = f"This is {nth}, of that please."
    await window.read("/shop/chat")
    await window.send("/shop/chat/write", {"text": words, "key": nth})
    talk = Talk(words, wishes)
    shop.desk.talks.put_nowait(talk)
    if path := await talk.link:
        await _confirm(window, path)
    await talk.over.wait()
    own = _OWN_ORDER.findall(await window.read("/shop/me"))
    await window.close()
    return own[0] if own else ""


async def _confirm(window: Window, path: str) -> None:
    """Look at the draft and order it; where something changed meanwhile, as it is shown then."""
    page = await window.read(path)
    for _ in range(3):
        form = {name: field_of(page, name, within=f'action="{path}/confirm"') for name in ("quote", "wait_until")}
        if not form["quote"]:
            return  # it was ordered at the desk
        quote = form["quote"]
        call, said = await window.act(
            "draft.confirm", f"{path}/confirm", form, key=quote, asked={"quote": quote}, reads=_ordered
        )
        if call.code != "quote.ended" or said is None:
            return
        page = said.text
