"""One process of clients: buyers, tills and a till of another make at one store; `crowd <plan.json>`.

It knows nothing of the house but its addresses, and writes down every call it makes.
"""

import asyncio
import itertools
import json
import sys
from pathlib import Path
from typing import Any

from tests.days.bad_line import Client, Weather
from tests.days.crowd_ahead import Ahead, bring, end
from tests.days.crowd_buyers import Shop, buy
from tests.days.crowd_claims import Complaints
from tests.days.crowd_desk import Operator
from tests.days.crowd_exchanges import Exchanges
from tests.days.crowd_goods import Goods
from tests.days.crowd_guests import Gifts, Times
from tests.days.crowd_shelf import Piece, give_instead
from tests.days.crowd_tills import Reporter, Till
from tests.days.history import Recorder

#: what one of two decides of each claim
DECIDED = ("reduction", "replacement", "money", "replacement")


async def day(plan: dict[str, Any]) -> None:
    """Everybody at once; then what was bought comes back, is exchanged or claimed, and the journal is told again."""
    recorder, name = Recorder(Path(plan["history"])), plan["name"]
    goods = [Goods(**one) for one in plan["goods"]]
    guests = max(plan["buyers"] - sum(map(len, plan["members"])), 0)
    shop = Shop(plan["place"], plan["place_code"], goods, plan["cards"], guests, plan["meet"], plan["most"])
    shop.times, shop.gifts = Times(**plan["times"]) if plan["times"] else None, Gifts(plan["gifts"])
    shop.pages, shop.coupons, shop.shelf, shop.then = (plan[name] for name in ("pages", "coupons", "shelf", "then"))
    shop.talks, shop.waiting, shop.asked_for = plan["talks"], plan["waiting"], Goods(**plan["asked_for"])
    shop.ahead = Ahead(**plan["ahead"]) if plan["ahead"] else None
    seeds = itertools.count(plan["seed"] * 10_000)

    def weather() -> Weather:
        return Weather(next(seeds), plan["addresses"], plan["dropped"], plan["doubled"])

    pieces = _pieces(shop.shelf, bool(plan["first"]))
    tills = [
        Till(f"till-{name}-{nth}", shop, weather(), recorder, pieces[nth :: len(plan["logins"])])
        for nth, _login in enumerate(plan["logins"])
    ]
    client, other = (Client(f"{who}-{name}", weather(), recorder, plan["token"]) for who in ("reporter", "repeater"))
    reporter, complaints = Reporter(f"pos-{name}", shop, client, other), Complaints(shop, client, other)
    exchanges = Exchanges(shop, client, other)
    lorry, yard = (Client(f"{who}-{name}", weather(), recorder, plan["token"]) for who in ("lorry", "yard"))
    working = [
        asyncio.create_task(till.work(login, plan["password"], plan["sales"]))
        for till, login in zip(tills, plan["logins"], strict=True)
    ]
    if plan["operator"]:
        shop.desk = Operator(f"desk-{name}", shop, weather(), recorder)
        answering = asyncio.create_task(shop.desk.work(plan["operator"], plan["password"]))
    ways = ["desk"] * (shop.talks if shop.desk else 0) + ["ahead"] * (shop.waiting if shop.ahead else 0)
    buying = [
        buy(f"{name}-{nth}", shop, weather(), recorder, way=way)
        for nth, way in zip(range(guests), itertools.chain(ways, itertools.repeat("")), strict=False)
    ]
    buying += [
        _person([(f"{name}-m{who}{nth}", weather(), token) for nth, token in enumerate(tokens)], shop, recorder)
        for who, tokens in enumerate(plan["members"])
    ]
    if shop.ahead and plan["comes"]:
        buying.append(bring(lorry, yard, shop.place, shop.ahead))
    await asyncio.gather(*buying, reporter.report(plan["batches"], plan["at"], plan["card"]))
    if shop.desk:
        shop.desk.talks.put_nowait(None)
        await answering
        await shop.desk.window.close()
    for _ in tills:
        shop.collected.put_nowait(None)
    await asyncio.gather(*working)
    bought = [*reporter.sold[::2], *(order for till in tills for order in till.done[::2])]
    for order in bought[: plan["returns"]]:
        await reporter.take_back(order)
    for nth, order in enumerate(bought[plan["returns"] :][: plan["swaps"]] if tills else ()):
        await exchanges.take(order, tills[nth % len(tills)].window)
    if shop.ahead and plan["comes"]:
        await end(lorry, shop.ahead)
    for order, first in zip(reporter.spare, itertools.cycle(DECIDED)):
        await complaints.claim(order, first)
    for number in shop.shelf["numbers"][:2] if tills else ():
        await complaints.take_piece_back(number)
    await asyncio.gather(*(_afterwards(till, shop, complaints, nth, len(tills)) for nth, till in enumerate(tills)))
    await reporter.tell_again()
    for line in (client, other, lorry, yard):
        line.close()
    recorder.close()


async def _person(browsers: list[tuple[str, Weather, str]], shop: Shop, recorder: Recorder) -> None:
    """A customer who orders by one browser after the other, and spends the same points on each order."""
    for nth, weather, token in browsers:
        await buy(nth, shop, weather, recorder, token)


def _pieces(shelf: dict[str, Any], first: bool) -> list[Piece]:
    """What the tills of this crowd sell of goods that are told apart; one number is read wrong and sold again."""
    numbers = [Piece(shelf["serial"]["variant"], shelf["serial"]["sku"], number) for number in shelf["numbers"][:4]]
    again = numbers[3:4] if first else []
    lots = [Piece(shelf["lot"]["variant"], shelf["lot"]["sku"], code, 2) for code in shelf["lots"]]
    return [*again, *numbers, *lots]


async def _afterwards(till: Till, shop: Shop, complaints: Complaints, nth: int, of: int) -> None:
    """Claims bring goods, and a piece that came back is sold once more."""
    for claim in complaints.waiting[nth::of]:
        await give_instead(till.window, claim)
    for number in complaints.back[nth::of][:1]:
        await till.sell(Piece(shop.shelf["serial"]["variant"], shop.shelf["serial"]["sku"], number))
    await till.window.close()


if __name__ == "__main__":
    asyncio.run(day(json.loads(Path(sys.argv[1]).read_text())))
