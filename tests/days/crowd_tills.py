"""Those who work at the counter: tills on the web, and a till we did not make that reports sales and takes returns."""

import asyncio
import re
from collections.abc import Sequence
from typing import Any

from tests.days.bad_line import Client, Weather
from tests.days.crowd_buyers import Shop, Waiting
from tests.days.crowd_shelf import Piece, ask_for_points, digits_on, drop_points, empty_counter, name_pieces, named_on
from tests.days.history import Call, Recorder
from tests.days.windows import Window, field

_UNITS = re.compile(r'id="units-([0-9a-f-]{36})"[^>]*value="(\d+)"')
_PAY, _CHANGE = 'class="card pay"', 'class="card changing"'


class Till:
    """A cashier's window at a store: sells from the shelf, changes orders and hands them over.

    pieces: goods of lots and pieces by number that this till sells beside. aside: orders whose customers have said yes
    to their points and look for their purse, while others are served.
    """

    def __init__(self, name: str, shop: Shop, weather: Weather, recorder: Recorder, pieces: Sequence[Piece]) -> None:
        self.shop, self.weather = shop, weather
        self.window = Window(name, weather, recorder)
        self.done: list[str] = []
        self.pieces, self.aside = list(pieces), list[Waiting]()

    async def work(self, login: str, password: str, sales: int) -> None:
        """So many sales from the shelf, and every order that is brought, until nobody comes any more."""
        await self.window.sign_in(login, password)
        left = sales
        while True:
            if left and (self.shop.collected.empty() or self.weather.dice.random() < 0.4):
                left -= 1
                await self.sell()
                continue
            waiting = await self.shop.collected.get()
            if waiting is None:
                break
            if waiting.token:
                await self.window.send("/till/scan", {"scan": waiting.code})
                await ask_for_points(self.window, waiting)
                self.aside.append(waiting)
                if len(self.aside) > 2:
                    await self.hand_over(self.aside.pop(0))
                continue
            await self.hand_over(waiting)
        for waiting in self.aside:
            await self.hand_over(waiting)
        while left:
            left -= 1
            await self.sell()
        while self.pieces:
            await self.sell(self.pieces.pop())

    async def sell(self, piece: Piece | None = None) -> None:
        """Goods in the hand, scanned and paid in cash. piece: of goods that are told apart."""
        one, units = self.weather.dice.choice(self.shop.goods), self.weather.dice.choice((1, 1, 2))
        if piece is None and self.pieces and self.weather.dice.random() < 0.5:
            piece = self.pieces.pop()
        sku = piece.sku if piece else one.sku
        await self.window.send("/till/scan", {"scan": f"{piece.units if piece else units}*{sku}"})
        if piece:
            await name_pieces(self.window, piece)
        page = await self.window.read("/till/counter")
        form = {name: field(page, name, within=_PAY) for name in ("key", "version", "amount", "after")}
        if not form["key"]:
            return
        # A scan whose answer was lost may lie on the counter twice: what is sold is what the page shows.
        lines = [{"variant": variant, "quantity": int(units)} for variant, units in _UNITS.findall(page)]
        asked = {"lines": lines, "amount": int(form["amount"]), "pieces": named_on(page)}
        call, _answer = await self.window.act(
            "sale.till", "/till/pay", form | {"method": "cash"}, key=form["key"], asked=asked
        )
        if not call.told.get("receipt"):
            await empty_counter(self.window, [line["variant"] for line in lines])

    async def hand_over(self, waiting: Waiting) -> None:
        """Open the order by its code, sometimes change it, then take money and give the goods."""
        path = f"/till/orders/{waiting.order}"
        if not waiting.token:
            await self.window.send("/till/scan", {"scan": waiting.code})
            if not waiting.as_it_is and self.weather.dice.random() < 0.4:
                await self.change(path, waiting)
        for _ in range(5):  # the order may change under our hands: look again, as the page says
            page = await self.window.read(path)
            if f"{path}/page/end" in page:  # the bank has not told us yet, or the customer went away from its page
                await self.window.send(f"{path}/page/end", {})
                page = await self.window.read(path)
            names = ("key", "version", "amount", "gifts", "asked")
            form = {name: field(page, name, within=_PAY) for name in names} | {"points_code": digits_on(page)}
            if not form["version"]:
                if 'class="note" role="status"' in page:  # the bank has not said what became of it
                    await asyncio.sleep(1)
                    continue
                return
            key = f"{waiting.order}:{form['version']}:{form['asked']}"
            asked = {"order": waiting.order, "asked": form["asked"]}
            call, _answer = await self.window.act(
                "order.hand_over", f"{path}/hand-over", form | {"method": "cash"}, key=key, asked=asked
            )
            if call.told.get("receipt"):
                self.done.append(waiting.order)
                return
            if form["asked"]:  # somebody of the same purse was quicker: nothing was paid, and it is paid in cash
                await drop_points(self.window, path)

    async def change(self, path: str, waiting: Waiting) -> None:
        """One unit out, or one of something in, previewed and confirmed."""
        dice, asked = self.weather.dice, dict[str, Any](order=waiting.order)
        if dice.random() < 0.5:
            variant = dice.choice(sorted(waiting.units))
            meant = await self.window.send(f"{path}/act", {"act": "take_out", "variant": variant})
            asked["take_out"] = [{"variant": variant, "quantity": 1}]
        else:
            one = dice.choice(self.shop.goods)
            meant = await self.window.send(f"{path}/scan", {"scan": one.sku})
            asked["add"] = [{"variant": one.variant, "quantity": 1}]
        page = await self.window.read(path)
        form = {name: field(page, name, within=_CHANGE) for name in ("key", "version", "amount", "after")}
        if meant is not None and form["key"] and f"{path}/confirm" in page:
            await self.confirm(path, form, asked)
        await self.window.send(f"{path}/act", {"act": "drop"})

    async def confirm(self, path: str, form: dict[str, str], asked: dict[str, Any]) -> None:
        """Whether it was made shows on the page: it does not offer the same change any more."""
        sent, _answer = await self.window.act("order.try_change", f"{path}/confirm", form, key=form["key"], asked={})
        page = await self.window.read(path)
        outcome = "unknown" if not page else "refused" if _CHANGE in page else "ok"
        told = {"code": "not made"} if outcome == "refused" else {}
        asked = {**asked, "key": form["key"]}
        self.window.recorder.note(
            Call(sent.who, "order.change", form["key"], sent.began, sent.ended, outcome, sent.status, asked, told)
        )


class Reporter:
    """A till of another make: reports its sales in batches, its whole journal again at night, and takes goods back.

    other: its second line, by which it tells what it has told before.
    """

    def __init__(self, name: str, shop: Shop, client: Client, other: Client) -> None:
        self.name, self.shop, self.client, self.other = name, shop, client, other
        self.journal: list[dict[str, Any]] = []
        self.sold: list[str] = []
        self.spare: list[str] = []

    async def report(self, batches: int, at: str, card: str) -> None:
        """Sales that have happened, three at a time; some earn points on a card."""
        dice = self.client.weather.dice
        for _ in range(batches):
            sales = []
            for _nth in range(3):
                one, units = dice.choice(self.shop.goods), dice.choice((1, 1, 2))
                line = {"sku": one.sku, "quantity": units, "list_amount": units * one.price}
                sale = {
                    "receipt": f"{self.name}-{len(self.journal) + len(sales)}", "place": self.shop.place_code, "at": at,
                    "currency": "KZT", "method": "cash", "lines": [line],
                }  # fmt: skip
                sales.append(sale | ({"card": card} if dice.random() < 0.5 else {}))
            self.journal += sales
            if dice.random() < 0.3:  # two lines of it tell the same at once, each in its own name
                told, _other = await asyncio.gather(self._tell(sales, own=True), self._tell(sales[::-1]))
            else:
                told = await self._tell(sales, own=True)
            self.sold += [str(one["order"]) for one in told.told.get("outcomes", ()) if one.get("order")]
            await asyncio.sleep(0)
        for nth in range(min(batches, 3)):  # goods that claims are about
            spare = self.shop.shelf["spare"]
            line = {"sku": spare["sku"], "quantity": 3, "list_amount": 3 * spare["price"]}
            sale = {
                "receipt": f"{self.name}-spare-{nth}", "place": self.shop.place_code, "at": at, "currency": "KZT",
                "method": "cash", "lines": [line],
            }  # fmt: skip
            self.journal.append(sale)
            told = await self._tell([sale], own=True)
            self.spare += [str(one["order"]) for one in told.told.get("outcomes", ()) if one.get("order")]

    async def tell_again(self) -> None:
        """The whole journal, in another order, as after a night without a network."""
        again = list(self.journal)
        self.client.weather.dice.shuffle(again)
        for first in range(0, len(again), 20):
            await self._tell(again[first : first + 20])

    async def _tell(self, sales: list[dict[str, Any]], *, own: bool = False) -> Call:
        variants = {one.sku: one.variant for one in self.shop.goods}
        variants[self.shop.shelf["spare"]["sku"]] = self.shop.shelf["spare"]["variant"]
        lines = [
            {"variant": variants[line["sku"]], "quantity": line["quantity"]} for sale in sales for line in sale["lines"]
        ]
        # A repeat of the journal takes nothing: its units were taken at the first telling.
        body = {"source": self.name, "sales": sales}
        client = self.client if own else self.other
        return await client.call("sale.reported", "POST", "/sales", body, about={"lines": lines if own else []})

    async def take_back(self, order: str) -> None:
        """Goods of an order come back, one line of it, whole or in part."""
        seen = await self.client.call("order.look", "GET", f"/orders/{order}")
        lines = [line for line in seen.told.get("lines", ()) if line["handed_over"] > line["returned"]]
        if not lines:
            return
        line, dice = lines[0], self.client.weather.dice
        condition = dice.choice(["for_sale", "for_sale", "damaged"])
        units = dice.randint(1, line["handed_over"] - line["returned"])
        brought = {"line": line["id"], "quantity": units, "reason": "faulty", "condition": condition}
        body = {"place": self.shop.place_code, "lines": [brought]}
        back = [{"variant": line["variant"], "quantity": units}] if condition == "for_sale" else []
        path = f"/orders/{order}/returns"
        await self.client.call("return.take", "POST", path, body, about={"lines": back, "of": order})
