"""An address of ours on loopback that providers call, for as long as a test needs it."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Answer = tuple[int, bytes]


@dataclass(frozen=True)
class Heard:
    """A call. path: as asked for, its query included; query: every value of each field; headers: by lower-case names."""

    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes


def _nothing_there(_heard: Heard) -> Answer:
    return 404, b""


@contextlib.contextmanager
def own_address(
    path: str, post: Callable[[Heard], Answer], get: Callable[[Heard], Answer] = _nothing_there
) -> Iterator[str]:
    """Its URL with this path. post and get: what is answered to a call, as status and body; each in a thread of its own."""

    class Taker(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(get)

        def do_POST(self) -> None:
            self._answer(post)

        def _answer(self, answer: Callable[[Heard], Answer]) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(int(headers.get("content-length", 0)))
            status, said = answer(Heard(self.path, parse_qs(urlsplit(self.path).query), headers, body))
            self.send_response(status)
            self.send_header("content-length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *words: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Taker)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{path}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
