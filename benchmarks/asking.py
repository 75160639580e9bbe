"""Asking the web role over HTTP on loopback: by a closed loop, and by arrivals at a rate that no waiting slows.

A closed loop of eight keeps all processors busy, the askers' own included: it tells what an answer costs when there is
no room left. People do not ask like that: they come when they come. Arrivals (a Poisson process) tell what they wait;
each answer's time counts from when it was due, so that a stall is not hidden by those who had to wait behind it
(coordinated omission, Gil Tene).

One thread asks on all its connections, each kept open as a browser keeps it, writes what it asks in one piece and reads
every answer to its last byte: askers of a thread each took twice the processor time, 0.8 ms a page where this takes
0.3 to 0.4, from those they measured, and waited for one another's interpreter.
"""

import random
import selectors
import socket
import threading
import time
from collections import deque
from collections.abc import Callable
from itertools import accumulate

from prilavok.kit.db.postgres import Cluster

LOOP = 8
LINES = 32  # connections that arrivals share: more than ever wait at once
_LONGEST = 120.0  # seconds without a word from anybody
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
        return self._asked(path, lambda: next(moments, None), LINES)

    def _asked(self, path: Path, due: Callable[[], float | None], many: int) -> tuple[list[float], int]:
        times: list[float] = []
        size = 0
        free = deque(_Line(self.port, random.Random(nth)) for nth in range(many))
        lines = list(free)
        moment: float | None = None
        ended = False
        with selectors.DefaultSelector() as hearing:
            while not ended or len(free) < many:
                wait = _LONGEST
                while free and not ended:
                    if moment is None and (moment := due()) is None:
                        ended = True
                    elif (left := moment - time.monotonic()) > 0:
                        wait = min(wait, left)
                        break
                    else:
                        line = free.popleft()
                        line.ask(path(line.draw), self.cookie, moment)
                        hearing.register(line.socket, selectors.EVENT_READ, line)
                        moment = None
                if len(free) == many and ended:
                    break
                heard = hearing.select(wait)
                if not heard and wait == _LONGEST:
                    raise SystemExit("nobody was answered for two minutes")
                for key, _mask in heard:
                    if (body := key.data.hear()) is None:
                        continue
                    hearing.unregister(key.fileobj)
                    times.append((time.monotonic() - key.data.began) * 1000)
                    size += len(body)
                    self.found += b'href="/office/' in body
                    key.data.tidy()
                    free.append(key.data)
        for line in lines:
            line.socket.close()
        return times, size


class _Line:
    """One connection, asked one thing at a time."""

    def __init__(self, port: int, draw: random.Random) -> None:
        self.port, self.draw, self.began, self.address = port, draw, 0.0, ""
        self.socket = self._opened()
        self._heard: list[bytes] = []
        self._head, self._left = b"", -1

    def _opened(self) -> socket.socket:
        line = socket.create_connection(("127.0.0.1", self.port), timeout=_LONGEST)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return line

    def ask(self, address: str, cookie: str, began: float) -> None:
        self.began, self.address = began, address
        self._heard, self._head, self._left = [], b"", -1
        part = "true" if address.startswith("/search?") or address.endswith("/now") else "false"
        self.socket.sendall(
            f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nAccept-Encoding: identity\r\n"
            f"Cookie: {cookie}\r\nHX-Request: {part}\r\n\r\n".encode()
        )

    def hear(self) -> bytes | None:
        """The body, once all of it is here; None while more follows."""
        piece = self.socket.recv(262_144)
        if not piece:
            raise SystemExit(f"{self.address} was not answered to the end")
        self._heard.append(piece)
        if self._left < 0:
            head, found, body = b"".join(self._heard).partition(b"\r\n\r\n")
            if not found:
                return None
            self._head, self._heard = head.lower(), [body]
            status = head.split(b" ", 2)[1]
            if status != b"200":
                raise SystemExit(f"{self.address} was answered {status.decode()}")
            (length,) = (line[15:] for line in self._head.split(b"\r\n") if line.startswith(b"content-length:"))
            self._left = int(length) - len(body)
        else:
            self._left -= len(piece)
        if self._left < 0:
            raise SystemExit(f"{self.address} was answered longer than said")
        return b"".join(self._heard) if self._left == 0 else None

    def tidy(self) -> None:
        """After an answer that says the connection ends with it: another one, as a browser does."""
        if b"\r\nconnection: close" in self._head:
            self.socket.close()
            self.socket = self._opened()


def together(work: Callable[[int], None], many: int = LOOP) -> None:
    """Do it by that many threads, each told which it is."""
    threads = [threading.Thread(target=work, args=(nth,)) for nth in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
