"""How a message reaches its phone: at once, late, when it is switched on again, or never."""

import asyncio
import time
from collections.abc import Callable

from prilavok.sandboxes.sms.memory import BARRED, DELIVERED, EXPIRED, GONE, WAITING, Memory, Phone, Sent

_LOOKS = 0.05  # seconds between two looks


class Carrying:
    """Looks after what is under way. ended: called with each message once it has ended."""

    def __init__(self, memory: Memory, ended: Callable[[Sent], None]) -> None:
        self._memory = memory
        self._ended = ended
        self._under_way = [one for one in memory.sent if one.state == WAITING]
        self._looking: asyncio.Task[None] | None = None

    def take(self, sent: Sent) -> None:
        """Carry this one too."""
        self._under_way.append(sent)

    async def begin(self) -> None:
        self._looking = asyncio.create_task(self._look())

    async def close(self) -> None:
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)

    async def _look(self) -> None:
        while True:
            now = time.time()
            for sent in self._under_way:
                sent.state = became(sent, self._memory.phone(sent.phone), now)
                if sent.state != WAITING:
                    sent.changed_at = now
                    self._ended(sent)
            self._under_way = [one for one in self._under_way if one.state == WAITING]
            await asyncio.sleep(_LOOKS)


def became(sent: Sent, phone: Phone, now: float) -> str:
    """What becomes of a message on its way to a phone, at this instant."""
    if phone.state == "gone":
        return GONE
    if phone.state == "barred":
        return BARRED
    if now >= sent.until:
        return EXPIRED
    return DELIVERED if phone.state == "on" and now >= sent.at + phone.late else WAITING
