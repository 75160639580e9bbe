"""One open stream: what waits to be written to it, bounded, and the words of the stream."""

import asyncio
import json
from collections import deque
from collections.abc import Sequence
from itertools import count

from prilavok.doors.live.ears import Ears, Pass
from prilavok.kit.events.notices import Cursor

MOST_WAITING = 64  # messages; whoever reads slower is told to look at everything again
MOST_TOPICS = 200  # in one message; beyond, the kind as a whole is named
RELOAD = b"event: reload\ndata: 1\n\n"
_numbers = count(1)


def told(cursor: Cursor, topics: Sequence[str]) -> bytes:
    """The message that these things changed."""
    if len(topics) > MOST_TOPICS:
        topics = sorted({f"{topic.partition(':')[0]}:*" for topic in topics})
    return f"id: {cursor}\ndata: {json.dumps({'topics': list(topics)}, separators=(',', ':'))}\n\n".encode()


def beat(cursor: Cursor) -> bytes:
    """The sign that the line is alive; it carries the place reached, so that a quiet stream resumes from near."""
    return f"event: beat\nid: {cursor}\ndata: 1\n\n".encode()


class Listener:
    """One stream on the loop. checked: when who it is was last asked, by the loop's clock."""

    def __init__(self, shown: Pass, ears: Ears, block: str, checked: float) -> None:
        self.shown = shown
        self.ears = ears
        self.block = block
        self.checked = checked
        self.number = next(_numbers)
        self.closed = False
        self._waiting: deque[bytes] = deque()
        self._woken = asyncio.Event()

    def put(self, message: bytes) -> None:
        """Have it written in its turn; nothing waits for the reader."""
        if self.closed:
            return
        if len(self._waiting) >= MOST_WAITING:
            self._waiting.clear()
            message = RELOAD
        self._waiting.append(message)
        self._woken.set()

    def close(self) -> None:
        """End the stream after what already waits."""
        self.closed = True
        self._woken.set()

    async def take(self) -> bytes | None:
        """What is to be written next, all of it together; None at the end."""
        while not self._waiting:
            if self.closed:
                return None
            self._woken.clear()
            await self._woken.wait()
        pieces = b"".join(self._waiting)
        self._waiting.clear()
        return pieces
