"""Asking the web role over HTTP on loopback: by a closed loop, and by arrivals at a rate that no waiting slows.

A closed loop of eight keeps all processors busy, the askers' own included: it tells what an answer costs when there is
no room left. People do not ask like that: they come when they come. Arrivals (a Poisson process) tell what they wait;
each answer's time counts from when it was due, so that a stall is not hidden by those who had to wait behind it
(coordinated omission, Gil Tene).
"""

import http.client
import random
import threading
import time
from collections.abc import Callable
from itertools import accumulate

from prilavok.kit.db.postgres import Cluster

LOOP = 8
LINES = 32  # connections that arrivals share: more than ever wait at once
Path = Callable[[random.Random], str]


class Asking:
    """Those who ask the web role: one cookie, one port."""

    def __init__(self, cluster: Cluster, port: int, cookie: str, web: int) -> None:
        self.cluster, self.port, self.cookie, self.web = cluster, port, cookie, web
        self.found = 0  # answers that name a customer, an order or a product

    def loop(self, path: Path, seconds: float = 0, most: int = 0, many: int = LOOP) -> tuple[list[float], int]:
        """Milliseconds of each answer, and bytes of all: each asks the next thing once the last one was answered."""
        left = iter(range(most)) if most else None
        deadline = time.monotonic() + (seconds or 600)

        def due() -> float | None:
            now = time.monotonic()
            return now if now < deadline and (left is None or next(left, None) is not None) else None

        return self._asked(path, due, many)

    def arrivals(self, path: Path, seconds: float, rate: float) -> tuple[list[float], int]:
        """Milliseconds of each answer from when it was due, and bytes of all; `rate` a second, as people come."""
        draw = random.Random(int(rate))
        began = time.monotonic()
        steps = (draw.expovariate(rate) for _ in range(int(seconds * rate)))
        moments = iter([began + after for after in accumulate(steps)])
        lock = threading.Lock()

        def due() -> float | None:
            with lock:
                moment = next(moments, None)
            if moment is not None:
                time.sleep(max(0.0, moment - time.monotonic()))
            return moment

        return self._asked(path, due, LINES)

    def _asked(self, path: Path, due: Callable[[], float | None], many: int) -> tuple[list[float], int]:
        times: list[float] = []
        sizes: list[int] = []
        wrong: list[str] = []

        def ask(nth: int) -> None:
            draw = random.Random(nth)
            line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
            while not wrong and (began := due()) is not None:
                address = path(draw)
                part = "true" if address.startswith("/search?") or address.endswith("/now") else "false"
                line.request("GET", address, headers={"Cookie": self.cookie, "HX-Request": part})
                answer = line.getresponse()
                body = answer.read()
                times.append((time.monotonic() - began) * 1000)
                sizes.append(len(body))
                self.found += b'href="/office/' in body
                if answer.status != 200:
                    wrong.append(f"{address} was answered {answer.status}")

        together(ask, many)
        if wrong:
            raise SystemExit(wrong[0])
        return times, sum(sizes)


def together(work: Callable[[int], None], many: int = LOOP) -> None:
    """Do it by that many threads, each told which it is."""
    threads = [threading.Thread(target=work, args=(nth,)) for nth in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
