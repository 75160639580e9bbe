"""Calls that would wait for each other in the database are done together: who wants what enough calls of this process
already have in hand waits here, and goes with all who wait for it in one transaction. So does whoever wants something
else while the processors have enough of such calls to do: one transaction of ten costs less than ten.

Nobody waits while there is room.
"""

import os
import threading
from collections import Counter, deque
from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from django.db import connection

Asked = TypeVar("Asked")
Told = TypeVar("Told")
#: calls of a process that may want the same thing at once: one has it, the next one reads and prepares meanwhile
UNDER_WAY = 2
#: calls of a process that may be done at once whatever they want: as many as there are processors to do them
AT_ONCE = max(2, os.cpu_count() or 2)
#: the most that are done in one transaction, which is over in some hundredths of a second then
MOST = 32
#: seconds; who was not taken along by then goes alone: those under way may wait for somebody else's locks
PATIENCE = 0.25
_ANY: Hashable = object()  # what everybody wants: to be done at all


@dataclass(eq=False)
class _Turn(Generic[Asked, Told]):
    """One call. with_it: set where this one does its own and these. told: of a call that another has done."""

    asked: Asked
    wants: frozenset[Hashable]
    lane: Hashable = None
    called: threading.Event = field(default_factory=threading.Event)
    with_it: "list[_Turn[Asked, Told]]" = field(default_factory=list)
    told: Told | None = None


class Together(Generic[Asked, Told]):
    """Calls of one kind in this process.

    alone: does one, and raises what it raises. many: does several in one transaction of its own; in step with what was
    asked it gives what each was told, None for one that has to be done alone and of which nothing was written.
    """

    def __init__(
        self, alone: Callable[[Asked], Told], many: Callable[[Sequence[Asked]], Sequence[Told | None]]
    ) -> None:
        self._alone, self._many = alone, many
        self._lock = threading.Lock()
        self._running: Counter[Hashable] = Counter()
        self._waiting: dict[Hashable, deque[_Turn[Asked, Told]]] = {}

    def do(self, asked: Asked, wants: Collection[Hashable]) -> Told:
        """Do a call, alone or with others that want the same; within somebody's transaction always alone."""
        if connection.in_atomic_block:
            return self._alone(asked)
        turn = self._turn(asked, frozenset(wants))
        if not turn.called.wait(PATIENCE):
            self._leave(turn)
            turn.called.wait()
        if turn.with_it:
            self._lead(turn)
        return self._alone(asked) if turn.told is None else turn.told

    def _turn(self, asked: Asked, wants: frozenset[Hashable]) -> "_Turn[Asked, Told]":
        turn: _Turn[Asked, Told] = _Turn(asked, wants | {_ANY})
        with self._lock:
            turn.lane = max(wants, key=self._running.__getitem__, default=_ANY)
            if self._room(turn.lane):
                turn.lane = _ANY
            if self._room(turn.lane):
                self._begin([turn])
            else:
                self._waiting.setdefault(turn.lane, deque()).append(turn)
        return turn

    def _room(self, lane: Hashable) -> bool:
        return self._running[lane] < (AT_ONCE if lane is _ANY else UNDER_WAY)

    def _begin(self, turns: "list[_Turn[Asked, Told]]") -> None:
        self._running.update(frozenset().union(*(one.wants for one in turns)))
        turns[0].with_it = turns
        turns[0].called.set()

    def _leave(self, turn: "_Turn[Asked, Told]") -> None:
        with self._lock:
            if turn in (lane := self._waiting.get(turn.lane, deque())):
                lane.remove(turn)
                if not lane:
                    del self._waiting[turn.lane]
                turn.called.set()

    def _lead(self, turn: "_Turn[Asked, Told]") -> None:
        """Do what was taken along. Whatever happens, those who wait are called and the next ones go."""
        try:
            if len(turn.with_it) == 1:
                turn.told = self._alone(turn.asked)
                return
            try:
                told = self._many([one.asked for one in turn.with_it])
            except Exception:  # each asks by itself, and hears by itself what is wrong
                return
            for one, its in zip(turn.with_it, told, strict=True):
                one.told = its
        finally:
            self._end(turn.with_it)
            for one in turn.with_it:
                one.called.set()

    def _end(self, turns: "list[_Turn[Asked, Told]]") -> None:
        with self._lock:
            done = frozenset[Hashable]().union(*(turn.wants for turn in turns))
            self._running.subtract(done)
            for one in (*(done - {_ANY}), _ANY):
                if self._waiting.get(one) and self._room(one):
                    self._begin(self._taken(one))
                if not self._running[one]:
                    del self._running[one]

    def _taken(self, lane: Hashable) -> "list[_Turn[Asked, Told]]":
        """Who waits for this, and with them who waits for nothing but their turn."""
        taken: list[_Turn[Asked, Told]] = []
        for one in (lane, _ANY):
            waiting = self._waiting.get(one, deque())
            while waiting and len(taken) < MOST:
                taken.append(waiting.popleft())
            if not waiting:
                self._waiting.pop(one, None)
        return taken
