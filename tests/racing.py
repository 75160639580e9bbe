"""Acts that begin at the same instant, each in a thread and with a connection of its own."""

import threading
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.db import connection, connections

from prilavok.kit.errors import Said

_LONGEST = 120  # seconds: whoever is not there by then has met trouble of their own


def together(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each gave or raised, whatever it was, in the order of the acts."""
    gate, came = threading.Barrier(len(acts)), list[Any]([None] * len(acts))

    def one(nth: int) -> None:
        try:
            connection.ensure_connection()  # a race of those who are still looking for the door is none
            gate.wait(_LONGEST)
            came[nth] = acts[nth]()
        except BaseException as trouble:  # whatever it is, the test tells of it
            came[nth] = trouble
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=[nth]) for nth in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came


def all_at_once(acts: Sequence[Callable[[], Any]], *, but: tuple[type[BaseException], ...] = ()) -> list[Any]:
    """What each gave, or raised where it is one of `but`; the first other trouble of any is raised."""
    came = together(acts)
    for one in came:
        if isinstance(one, BaseException) and not isinstance(one, but):
            raise one
    return came


def answered_at_once(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """The answer of each, or the refusal it met; any other trouble is raised."""
    return all_at_once(acts, but=(Said,))


def told_at_once(acts: Sequence[Callable[[], Any]]) -> list[str]:
    """`done`, the code of the refusal, or the trouble in full, of each; sorted."""
    return sorted(_told(one) for one in together(acts))


def _told(came: Any) -> str:
    if isinstance(came, Said):
        return came.code
    return repr(came) if isinstance(came, BaseException) else "done"


def troubles_of(work: Callable[[int], Any], hands: int) -> list[BaseException]:
    """What went wrong, of whatever kind, where so many hands do the same at once; each is told which it is."""
    came = together([partial(work, nth) for nth in range(hands)])
    return [one for one in came if isinstance(one, BaseException)]
