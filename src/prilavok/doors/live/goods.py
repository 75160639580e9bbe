"""Which variants the notices of stock and prices are about, asked of the ledger once for many notices."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from uuid import UUID

from django.db import Error

from prilavok.domains.stock.queries import variants_moved
from prilavok.kit.events.notices import Notice

_STOCK = frozenset(
    {
        "discrepancy.found",
        "hold.expired",
        "hold.lost",
        "hold.made",
        "order.cancelled",
        "order.changed",
        "stock.counted",
        "stock.moved",
        "stock.opened",
    }
)
_PRICES = frozenset({"price.published"})
_EVERYWHERE = frozenset({"safety.ended", "safety.set", "supply.expected", "order.awaited"})
_GATHER = 0.1  # seconds; a shop's visitors are told of all sales of that time in one message
ANY = "variant:*"


class Goods:
    """Gathers causes and tells topics. tell: what is done with topics; ask: how the database is asked."""

    def __init__(
        self,
        tell: Callable[[list[str]], None],
        ask: Callable[[Callable[[list[UUID]], list[UUID]], list[UUID]], Awaitable[list[UUID]]],
    ) -> None:
        self._tell = tell
        self._ask = ask
        self._causes: set[UUID] = set()
        self._topics: set[str] = set()
        self._woken = asyncio.Event()

    def heard(self, notices: Iterable[Notice]) -> None:
        """Note what of these moved stock or prices."""
        for one in notices:
            if one.verb in _EVERYWHERE:
                # What is to come or is kept back moved nothing in the ledger: nobody could be asked for its variants.
                self._topics.add(ANY)
                self._woken.set()
            if one.verb not in _STOCK and one.verb not in _PRICES:
                continue
            if one.kind == "variant":
                self._topics.add(f"variant:{one.subject}")
            elif one.kind in ("order", "paper"):
                self._causes.add(one.subject)
            else:
                self._topics.add(ANY)
            self._woken.set()

    async def run(self) -> None:
        """Tell what was gathered, again and again."""
        while True:
            await self._woken.wait()
            await asyncio.sleep(_GATHER)
            self._woken.clear()
            causes, topics = list(self._causes), set(self._topics)
            self._causes.clear()
            self._topics.clear()
            try:
                moved = await self._ask(variants_moved, causes) if causes and ANY not in topics else []
            except Error:
                topics.add(ANY)
                moved = []
            topics |= {f"variant:{variant}" for variant in moved}
            if topics:
                self._tell([ANY] if ANY in topics else sorted(topics))
