"""A client's way to the shop over a bad network: answers get lost, requests arrive twice, servers die; all is recorded.

A call is repeated with the same key until somebody answers it, as any honest client would do. What was sent and never
answered is written down as unknown before the repeat.
"""

import asyncio
import itertools
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.days.history import FAULT, OK, REFUSED, UNKNOWN, Call, Recorder, now, outcome_of
from tests.promises.buyers_line import Line

PATIENCE = 60.0  # seconds that a meant deed is repeated
_BUSY = ("call.in_progress", "till.busy")


class Dropped(OSError):
    """The connection was cut by the client's own network before the answer came."""


@dataclass
class Weather:
    """How often things go wrong, in hundredths. turn: the next server to speak to."""

    seed: int
    addresses: Sequence[str]
    dropped: int = 8
    doubled: int = 8
    dice: random.Random = field(init=False)
    turn: Iterator[str] = field(init=False)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        self.turn = itertools.cycle(self.addresses)
        for _ in range(self.seed % len(self.addresses)):
            next(self.turn)

    def manner(self) -> str:
        """What becomes of the next sending."""
        drawn = self.dice.randrange(100)
        return "dropped" if drawn < self.dropped else "doubled" if drawn < self.dropped + self.doubled else "plain"


class Client:
    """One program that asks the API: a buyer, or a till we did not make."""

    def __init__(self, who: str, weather: Weather, recorder: Recorder, token: str = "") -> None:
        self.who, self.weather, self.recorder, self.token = who, weather, recorder, token
        self.address = f"10.{weather.seed >> 16 & 255}.{weather.seed >> 8 & 255}.{weather.seed & 255}"
        self.line = Line(next(weather.turn))
        self._nths = itertools.count(1)

    async def call(
        self, deed: str, method: str, path: str, body: Any = None, *, key: str = "", about: Mapping[str, Any] = {}
    ) -> Call:
        """The answer somebody gave in the end; unknown where nobody did. key: what is meant, the same when repeated."""
        key = key or f"{self.who}-{next(self._nths)}"
        asked = {**(body if isinstance(body, dict) else {}), **about}
        until, manner = now() + PATIENCE, self.weather.manner() if method != "GET" else "plain"
        while True:
            if manner == "doubled":
                other = Line(next(self.weather.turn))
                calls = await asyncio.gather(
                    self._send(self.line, deed, method, path, body, key, asked),
                    self._send(other, deed, method, path, body, key, asked),
                )
                other.close()
                if None in calls:  # it was told that the first is under way, and asks again as it was told to
                    await asyncio.sleep(0.05)
                    calls.append(await self._send(self.line, deed, method, path, body, key, asked))
                last = next((call for call in calls if call is not None and call.outcome != UNKNOWN), None)
            else:
                last = await self._send(self.line, deed, method, path, body, key, asked, cut=manner == "dropped")
            if last is not None and last.outcome != UNKNOWN:
                return last
            if now() > until:
                return Call(self.who, deed, key, now(), now(), UNKNOWN, 0, asked, {})
            manner = "plain"
            await asyncio.sleep(0.05 + 0.2 * self.weather.dice.random())

    async def _send(
        self, line: Line, deed: str, method: str, path: str, body: Any, key: str, asked: Any, *, cut: bool = False
    ) -> Call | None:
        """One sending, recorded; None where the answer only says that another sending of it is under way."""
        headers = {"Idempotency-Key": key} if method != "GET" else {}
        headers["X-Forwarded-For"] = self.address
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        began = now()
        try:
            asking = line.ask(method, f"/api/v1{path}", headers, body)
            wait = 0.002 + 0.05 * self.weather.dice.random() if cut else PATIENCE
            status, told = await asyncio.wait_for(asking, wait)
        except (OSError, EOFError, ValueError, TimeoutError):
            line.close()
            line.move(next(self.weather.turn))
            return self.recorder.note(Call(self.who, deed, key, began, now(), UNKNOWN, 0, asked, {}))
        if told.get("code") in _BUSY:
            return None
        return self.recorder.note(
            Call(self.who, deed, key, began, now(), outcome_of(status, told), status, asked, told)
        )

    def close(self) -> None:
        self.line.close()


__all__ = ["FAULT", "OK", "REFUSED", "UNKNOWN", "Client", "Weather"]
