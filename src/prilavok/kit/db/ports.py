"""Ports of the loopback."""

import random
import socket
from collections.abc import Iterator

#: below the ports that Linux gives to whoever calls out, so that none of ours is taken between looking and listening
_OURS = range(20_000, 32_000)
_TRIES = 500


def free_port(together: int = 1) -> int:
    """The first of so many ports in a row that nobody has at this moment. OSError where none are found."""
    for first in _candidates():
        if all(_nobody_has(first + nth) for nth in range(together)):
            return first
    raise OSError(f"no {together} free ports in a row from {_OURS.start} to {_OURS.stop}")


def is_free(port: int) -> bool:
    """Whether nobody answers there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return probe.connect_ex(("127.0.0.1", port)) != 0


def _candidates() -> Iterator[int]:
    return (random.choice(_OURS) for _try in range(_TRIES))


def _nobody_has(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
