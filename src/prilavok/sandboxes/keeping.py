"""What a sandbox remembers over a restart: one file, written whole a moment after something changed."""

import asyncio
import contextlib
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

WRITE_EVERY = 0.5  # seconds between two looks whether the file is to be written

Memory = TypeVar("Memory", bound=msgspec.Struct)


class Kept(Generic[Memory]):
    """The memory of one sandbox, fresh where the file holds none; without a file it ends with the process.

    looks: it finds out by itself what has changed, and need not be told.
    """

    def __init__(self, kind: type[Memory], file: Path | None, *, looks: bool = False) -> None:
        self._file, self._kind, self._looks = file, kind, looks
        self._written = b""
        self._changed = False
        self._writer: asyncio.Task[None] | None = None
        self.memory = self._read()

    def changed(self) -> None:
        """Something is worth keeping."""
        self._changed = True

    async def begin(self) -> None:
        """Write from now on, on the running loop; begun again it changes nothing."""
        if self._file is not None and self._writer is None:
            self._writer = asyncio.create_task(self._write_on())

    async def end(self) -> None:
        """Write what is left."""
        if self._writer is not None:
            self._writer.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._writer
        self._write()

    def _read(self) -> Memory:
        """An unreadable file is put aside and not overwritten."""
        if self._file is not None and self._file.exists():
            try:
                return msgspec.json.decode(self._file.read_bytes(), type=self._kind)
            except msgspec.DecodeError:
                self._file.replace(self._file.with_name(f"{self._file.name}.unreadable"))
        return self._kind()

    async def _write_on(self) -> None:
        while True:
            await asyncio.sleep(WRITE_EVERY)
            self._write()

    def _write(self) -> None:
        """For its owner only: it holds tokens."""
        if self._file is None or not (self._changed or self._looks):
            return
        self._changed, now = False, msgspec.json.encode(self.memory)
        if self._looks and now == self._written:
            return
        fresh = self._file.with_name(f"{self._file.name}.fresh")
        fresh.unlink(missing_ok=True)
        fresh.touch(mode=0o600)
        fresh.write_bytes(now)
        fresh.replace(self._file)
        self._written = now if self._looks else b""
