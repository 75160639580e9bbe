"""A buyer's connection to the public API for storms and benchmarks; knows nothing of the house."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any


class Line:
    """One buyer's own connection, kept open: the least of HTTP/1.1, so that the buyers are cheaper than the shop."""

    def __init__(self, address: str) -> None:
        self.move(address)

    def move(self, address: str) -> None:
        """Speak to another server from now on."""
        self.host, self.port = address.removeprefix("http://").split(":")
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    def close(self) -> None:
        if self.writer is not None:
            self.writer.close()

    async def ask(self, method: str, path: str, headers: Mapping[str, str], body: Any) -> tuple[int, dict[str, Any]]:
        """Status and JSON of one call. Raises OSError or EOFError where the connection breaks."""
        if self.reader is None or self.writer is None:
            self.reader, self.writer = await asyncio.open_connection(self.host, int(self.port))
        sent = b"" if body is None else json.dumps(body).encode()
        head = {"Host": f"{self.host}:{self.port}", "Content-Length": str(len(sent)), **headers}
        if body is not None:
            head["Content-Type"] = "application/json"
        lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in head.items()), "", ""]
        self.writer.write("\r\n".join(lines).encode() + sent)
        first, *told = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        answered = dict(line.lower().split(": ", 1) for line in told if line)
        text = await self.reader.readexactly(int(answered["content-length"]))
        return int(first.split()[1]), json.loads(text)
