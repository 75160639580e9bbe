"""How messengers tell the house what happened: each line in order, again until it is taken, and wrong where asked.

What one provider does its own way (the proof, the body, what counts as taken) is in the `Post` that its sandbox makes.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import httpx
import msgspec

from prilavok.sandboxes.web import Answer, Asked, Unreadable, json_answer

FIRST_PAUSE, LONGEST_PAUSE = 0.2, 30.0  # seconds between tries
MOST_WAITING = 10_000
_ANSWER_WITHIN = 10.0


class Trouble(msgspec.Struct, forbid_unknown_fields=True):
    """What may go wrong on purpose. repeat: each word comes so many times more; late: seconds it is held back.

    shuffle: neighbours of a line change places; refuse: so many coming calls of the house answer 500; lose: so many are
    carried out and their answers cut; deaf: nothing is told any more, as if the subscription had been dropped.
    """

    repeat: int = 0
    late: float = 0.0
    shuffle: bool = False
    refuse: int = 0
    lose: int = 0
    deaf: bool = False


@dataclass(frozen=True, slots=True)
class Post:
    """One word to the house. line: what must keep its order, as a chat. taken: whether an answer means that it is kept.

    headers: with the proof, drawn from the very bytes of the body. retold: the body of the second try and of each
    further one, by its number, where a provider counts its tries in it.
    """

    line: str
    url: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    taken: Callable[[httpx.Response], bool] = lambda answer: answer.is_success
    retold: Callable[[int], bytes] | None = None


class Posting:
    """Carries the words of one sandbox. give_up: seconds after which a word is tried no more; gave_up: told of it."""

    def __init__(self, *, give_up: float = 8 * 3600.0, gave_up: Callable[[Post], None] | None = None) -> None:
        self.trouble = Trouble()
        #: of the last try: when, and what was wrong with it ("" where it was taken)
        self.last: tuple[float, str] = (0.0, "")
        self.give_up = give_up
        self._gave_up = gave_up
        self._waiting: dict[str, list[Post]] = {}
        self._carriers: dict[str, asyncio.Task[None]] = {}
        self._client: httpx.AsyncClient | None = None

    @property
    def waiting(self) -> int:
        """How many words are not taken yet."""
        return sum(len(posts) for posts in self._waiting.values())

    def answer_trouble(self, asked: Asked) -> Answer:
        """`/sandbox/trouble`: GET tells, POST sets what goes wrong, but not one from a foreign page."""
        if asked.method == "POST" and asked.from_own_page:
            try:
                self.trouble = msgspec.convert(asked.json(), Trouble)
            except (Unreadable, msgspec.ValidationError) as trouble:
                return json_answer({"error": str(trouble)}, 400)
        return json_answer(msgspec.to_builtins(self.trouble))

    def tell(self, post: Post) -> None:
        """Have it told after what waits in its line; let go where far too much waits."""
        if self.trouble.deaf or self.waiting >= MOST_WAITING:
            return
        line = self._waiting.setdefault(post.line, [])
        line.append(post)
        if self.trouble.shuffle and len(line) > 2:
            line[-1], line[-2] = line[-2], line[-1]  # never the first: that one may be under way
        if post.line not in self._carriers:
            self._carriers[post.line] = asyncio.create_task(self._carry(post.line))

    def forget(self, url: str) -> None:
        """What waits for this address is told no more."""
        for line in self._waiting.values():
            line[:] = [post for post in line if post.url != url]

    async def close(self) -> None:
        """What is under way is let go."""
        carriers = list(self._carriers.values())
        for carrier in carriers:
            carrier.cancel()
        await asyncio.gather(*carriers, return_exceptions=True)
        if self._client is not None:
            await self._client.aclose()

    async def _carry(self, line: str) -> None:
        try:
            while self._waiting[line]:
                post = self._waiting[line][0]
                await asyncio.sleep(self.trouble.late)
                for _ in range(1 + max(self.trouble.repeat, 0)):
                    await self._until_taken(post)
                if self._wanted(post):
                    del self._waiting[line][0]
        finally:
            del self._waiting[line], self._carriers[line]

    def _wanted(self, post: Post) -> bool:
        return any(one is post for one in self._waiting[post.line][:1])

    async def _until_taken(self, post: Post) -> None:
        self._client = self._client or httpx.AsyncClient(timeout=_ANSWER_WITHIN, trust_env=False)
        pause, until = FIRST_PAUSE, time.monotonic() + self.give_up
        body, tries = post.body, 1
        while self._wanted(post) and time.monotonic() < until:
            try:
                answer = await self._client.post(post.url, content=body, headers=dict(post.headers))
                trouble = "" if post.taken(answer) else f"answered {answer.status_code}"
            except (httpx.HTTPError, httpx.InvalidURL) as failed:
                trouble = type(failed).__name__
            self.last = (time.time(), trouble)
            if not trouble:
                return
            await asyncio.sleep(pause)
            tries += 1
            body = post.retold(tries) if post.retold is not None else body
            pause = min(LONGEST_PAUSE, pause * 2)
        if self._wanted(post) and self._gave_up is not None:
            self._gave_up(post)
