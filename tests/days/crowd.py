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
from tests.days.crowd_buyers import Goods, Shop, buy
from tests.days.crowd_guests import Gifts, Times
from tests.days.crowd_tills import Reporter, Till
from tests.days.history import Recorder


async def day(plan: dict[str, Any]) -> None:
    """Everybody at once; then what was bought comes back, and the journal is told again."""
    recorder, name = Recorder(Path(plan["history"])), plan["name"]
    goods = [Goods(**one) for one in plan["goods"]]
    shop = Shop(plan["place"], plan["place_code"], goods, plan["cards"], plan["buyers"], plan["meet"], plan["most"])
    shop.times, shop.gifts = Times(**plan["times"]) if plan["times"] else None, Gifts(plan["gifts"])
    seeds = itertools.count(plan["seed"] * 10_000)

    def weather() -> Weather:
        return Weather(next(seeds), plan["addresses"], plan["dropped"], plan["doubled"])

    tills = [Till(f"till-{name}-{nth}", shop, weather(), recorder) for nth, _login in enumerate(plan["logins"])]
    client, other = (Client(f"{who}-{name}", weather(), recorder, plan["token"]) for who in ("reporter", "repeater"))
    reporter = Reporter(f"pos-{name}", shop, client, other)
    working = [
        asyncio.create_task(till.work(login, plan["password"], plan["sales"]))
        for till, login in zip(tills, plan["logins"], strict=True)
    ]
    buying = [buy(f"{name}-{nth}", shop, weather(), recorder) for nth in range(plan["buyers"])]
    await asyncio.gather(*buying, reporter.report(plan["batches"], plan["at"], plan["card"]))
    for _ in tills:
        shop.collected.put_nowait(None)
    await asyncio.gather(*working)
    bought = [*reporter.sold[::2], *(order for till in tills for order in till.done[::2])]
    for order in bought[: plan["returns"]]:
        await reporter.take_back(order)
    await reporter.tell_again()
    client.close()
    other.close()
    recorder.close()


if __name__ == "__main__":
    asyncio.run(day(json.loads(Path(sys.argv[1]).read_text())))
