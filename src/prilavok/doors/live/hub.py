"""The hub of a process: hears every notice once and hands each listener what it may hear."""

import asyncio
import contextlib
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar
from uuid import UUID

import structlog
from django.db import Error, close_old_connections, connections

from prilavok.doors.live.ears import REGROUPING, Ears, Pass, StaffEars, ears_of, topics_of_customer
from prilavok.doors.live.goods import Goods
from prilavok.doors.live.line import notices_heard
from prilavok.doors.live.listener import RELOAD, Listener, beat, told
from prilavok.kit.events.notices import Cursor, Notice, notices_after, place_of_reader
from prilavok.kit.events.relay import RELAY

_LOG = structlog.get_logger("prilavok.live")
_THREADS = 2  # for questions to the database; as many connections at most, beside the one that listens
_BEAT = 15.0  # seconds
_CHECK = 60.0  # seconds after which it is asked again who listens
_REMEMBERED = 4_000  # notices kept for those who come back or come in
_MOST_MISSED = 500  # notices that are told again one by one; beyond, the screen looks at everything again
_PER_BROWSER = 12
_PER_BLOCK = 2_000  # of one network address: a whole store, or a load test, stands behind one
_ALL = ["*"]
_Given = TypeVar("_Given")


class Hub:
    """Made when the process begins, bound to its loop by `open`; everything but `ask` happens on that loop."""

    def __init__(self) -> None:
        self.listeners: set[Listener] = set()
        self.cursor = Cursor(0, UUID(int=0))
        self._staff: defaultdict[StaffEars, set[Listener]] = defaultdict(set)
        self._leaves: defaultdict[UUID, set[Listener]] = defaultdict(set)
        self._counts: Counter[tuple[str, str]] = Counter()
        self._remembered: deque[tuple[float, Notice]] = deque(maxlen=_REMEMBERED)
        self._tasks: set[asyncio.Task[None]] = set()
        self._goods = Goods(self._tell_variants, self.ask)
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="live")
        self.closing = False

    async def open(self) -> None:
        """Begin to listen; the place reached so far is asked of the database when the line stands."""
        for work in (self._listen, self._beat, self._check, self._goods.run):
            self._begin(work())

    def end_streams(self) -> None:
        """End every stream and take in no more."""
        self.closing = True
        for one in list(self.listeners):
            one.close()

    async def close(self) -> None:
        """End every stream and the line."""
        self.end_streams()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def ask(self, question: Callable[..., _Given], *given: object) -> _Given:
        """Ask the database on a thread. Raises what the question raises."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, _asked, question, given)

    # ------------------------------------------------------------ who comes and goes

    def join(self, shown: Pass, ears: Ears, block: str, age: float, since: Cursor | None) -> Listener | None:
        """Take a listener in; None where its browser or address has too many streams already.

        age: seconds since its page began to load, so that what happened meanwhile is told. since: the last it heard.
        """
        if self.closing or any(self._counts[key] >= most for key, most in _limits(shown, block)):
            return None
        one = Listener(shown, ears, block, asyncio.get_running_loop().time())
        self.listeners.add(one)
        self._counts.update(key for key, _most in _limits(shown, block))
        self._index(one)
        one.put(f"retry: {1_000 + one.number * 137 % 2_000}\n".encode() + beat(self.cursor))
        self._catch_up(one, age, since)
        return one

    def leave(self, one: Listener) -> None:
        """Forget a listener."""
        if one in self.listeners:
            self.listeners.discard(one)
            self._unindex(one)
            self._counts.subtract(key for key, _most in _limits(one.shown, one.block))
            self._counts += Counter()  # drops the noughts

    def _index(self, one: Listener) -> None:
        if one.ears.staff is not None:
            self._staff[one.ears.staff].add(one)
        for leaf in one.ears.leaves:
            self._leaves[leaf].add(one)

    def _unindex(self, one: Listener) -> None:
        groups: list[tuple[Any, Any]] = [(self._leaves, leaf) for leaf in one.ears.leaves]
        if one.ears.staff is not None:
            groups.append((self._staff, one.ears.staff))
        for index, key in groups:
            index[key].discard(one)
            if not index[key]:
                del index[key]

    def _catch_up(self, one: Listener, age: float, since: Cursor | None) -> None:
        if since is not None and since < self.cursor:
            if self._remembered and self._remembered[0][1].cursor <= since:
                self._tell(one, [heard for _when, heard in self._remembered if heard.cursor > since])
            else:
                self._begin(self._tell_missed(one, since))
        elif since is None:
            from_when = asyncio.get_running_loop().time() - age
            self._tell(one, [heard for when, heard in self._remembered if when >= from_when])

    async def _tell_missed(self, one: Listener, since: Cursor) -> None:
        with contextlib.suppress(Error):
            missed = await self.ask(notices_after, since, _MOST_MISSED + 1)
            if len(missed) > _MOST_MISSED:
                one.put(RELOAD)
            else:
                self._tell(one, missed)

    def _tell(self, one: Listener, notices: list[Notice]) -> None:
        if notices:
            self._goods.heard(notices)
            if topics := one.ears.topics(notices):
                one.put(told(max(notices[-1].cursor, self.cursor), topics))

    # ------------------------------------------------------------ what is heard

    async def _listen(self) -> None:
        async for heard in notices_heard():
            try:
                if heard is None:
                    await self._resume()
                else:
                    await self._hand_out(heard)
            except Error as trouble:
                _LOG.warning("notices were lost", trouble=type(trouble).__name__)
                self._to_all(RELOAD)

    async def _resume(self) -> None:
        """After the line stood (again): tell what was missed while it did not."""
        if self.cursor.stamp == 0:
            self.cursor = await self.ask(place_of_reader, RELAY)
            return
        missed = await self.ask(notices_after, self.cursor, _MOST_MISSED + 1)
        if len(missed) > _MOST_MISSED:
            self.cursor = await self.ask(place_of_reader, RELAY)
            self._to_all(RELOAD)
        else:
            await self._hand_out(missed)

    async def _hand_out(self, notices: list[Notice]) -> None:
        if not notices:
            return
        now = asyncio.get_running_loop().time()
        self.cursor = max(self.cursor, notices[-1].cursor)
        self._remembered.extend((now, one) for one in notices)
        self._goods.heard(notices)
        topics: defaultdict[Listener, list[Notice]] = defaultdict(list)
        for notice in notices:
            for one in self._leaves.get(notice.leaf, ()) if notice.leaf else ():
                topics[one].append(notice)
        for ears, group in list(self._staff.items()):
            if said := ears.topics(notices):
                message = told(self.cursor, said)
                for one in group - topics.keys():
                    one.put(message)
        for one, own in topics.items():
            said = one.ears.staff.topics(notices) if one.ears.staff else []
            if said := list(dict.fromkeys([*said, *topics_of_customer(own)])):
                one.put(told(self.cursor, said))
        if regrouped := [one for one in notices if one.verb in REGROUPING]:
            self._begin(self._regroup(regrouped))

    def _tell_variants(self, topics: list[str]) -> None:
        self._to_all(told(self.cursor, topics))

    def _to_all(self, message: bytes) -> None:
        for one in list(self.listeners):
            one.put(message)

    # ------------------------------------------------------------ who they are now

    async def _regroup(self, notices: list[Notice]) -> None:
        """Customers may have other leaves now: ask again, and have those whose leaves changed look at everything."""
        leaves = {one.leaf for one in notices if one.leaf is not None}
        joined = any(one.verb != "customer.recognised" for one in notices)
        asked = [one for one in self.listeners if one.ears.leaves and (joined or one.ears.leaves & leaves)]
        await self._ask_again(asked)

    async def _check(self) -> None:
        while True:
            await asyncio.sleep(1)
            due = asyncio.get_running_loop().time() - _CHECK
            await self._ask_again([one for one in self.listeners if one.checked < due][:200])

    async def _ask_again(self, asked: Iterable[Listener]) -> None:
        """Ask who they are, once a browser: cut whose session ended, and tell all to those who are somebody else."""
        by_pass: defaultdict[Pass, list[Listener]] = defaultdict(list)
        for one in asked:
            by_pass[one.shown].append(one)
        for shown, group in by_pass.items():
            try:
                ears = await self.ask(ears_of, shown)
            except Error:
                continue  # the database is away: they are asked again when it is back
            for one in group:
                one.checked = asyncio.get_running_loop().time()
                if ears is None or (one.ears.staff and not ears.staff):
                    one.close()
                elif one in self.listeners and ears != one.ears:
                    self._unindex(one)
                    one.ears = ears
                    self._index(one)
                    one.put(told(self.cursor, _ALL))

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(_BEAT)
            self._to_all(beat(self.cursor))

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _asked(question: Callable[..., _Given], given: tuple[object, ...]) -> _Given:
    close_old_connections()
    try:
        return question(*given)
    except Error:
        connections.close_all()
        raise


def _limits(shown: Pass, block: str) -> list[tuple[tuple[str, str], int]]:
    return [(("browser", shown.session or shown.token), _PER_BROWSER), (("block", block), _PER_BLOCK)]
