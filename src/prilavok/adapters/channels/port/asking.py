"""What became of a message of ours, asked of the provider; for channels that declare "ask"."""

from dataclasses import dataclass
from typing import Literal, Protocol

from prilavok.adapters.channels.port.incoming import State
from prilavok.adapters.channels.port.outgoing import Line


@dataclass(frozen=True, slots=True)
class Standing:
    """How a message stands. known: the provider has it at all; state: "" while it waits there; trouble: why not.

    outside_id: by what the provider names it in what it tells later; "" where it is not known.
    """

    known: bool
    state: State | Literal[""] = ""
    trouble: str = ""
    outside_id: str = ""


class Asks(Protocol):
    """A channel that can be asked. By what, `Means.asks` says: the provider's id, or also our own key."""

    def standing(self, address: str, outside_id: str, key: str, line: Line) -> Standing:
        """How our message to this address stands. Raises OutsideFailed; ValueError where it cannot be named.

        outside_id: "" where sending got no answer; the key of that attempt then names it. What is not known to the
        provider now may still be on its way there: ask again before it is sent anew.
        """
        ...
