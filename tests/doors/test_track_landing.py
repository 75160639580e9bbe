"""While something is told the thread that commits gets its turn of the interpreter at once, and at rest nobody hurries."""

import asyncio
import sys
from collections.abc import Iterator
from uuid import uuid4

import pytest

from prilavok.domains.tracking.types import Request
from prilavok.doors.track import landing as landing_module
from prilavok.doors.track.landing import Landing

CALM, QUICK = 0.005, 0.0005  # seconds


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    before = sys.getswitchinterval()
    yield
    sys.setswitchinterval(before)


def test_the_interpreter_is_handed_on_quickly_only_while_something_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[int, float]] = []
    monkeypatch.setattr(
        landing_module, "_land", lambda batch, wake: seen.append((len(batch), round(sys.getswitchinterval(), 5)))
    )

    async def tell() -> list[float]:
        landing, found = Landing(), []
        task = asyncio.create_task(landing.run())
        await asyncio.sleep(0)
        found.append(sys.getswitchinterval())
        for _ in range(3):
            await landing.keep(Request(uuid4(), "track", b"{}"))
        for _ in range(100):  # until the reader was woken for the last of them
            await asyncio.sleep(0.02)
            if seen[-1][0] == 0:
                break
        found.append(sys.getswitchinterval())
        task.cancel()
        return found

    assert asyncio.run(tell()) == pytest.approx([CALM, CALM])
    assert [interval for _count, interval in seen] == pytest.approx([QUICK] * len(seen))
    assert [count for count, _interval in seen] == [1, 1, 1, 0]
