"""Words of a messenger: in order within a line, lines beside each other, again until taken, wrong only where asked."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from tests.sandboxes.sandbox_process import Receiver, receiver

from prilavok.sandboxes.posting import Post, Posting, Trouble


def _ran(deed: Callable[[Posting, Receiver], Awaitable[None]], *, give_up: float = 60) -> Receiver:
    """What the house heard while this was done."""

    async def run(house: Receiver) -> None:
        posting = Posting(give_up=give_up)
        try:
            await deed(posting, house)
        finally:
            await posting.close()

    with receiver() as house:
        asyncio.run(asyncio.wait_for(run(house), 30))
        return house


def _word(house: Receiver, line: str, said: int, **more: Any) -> Post:
    return Post(line, house.url, json.dumps([line, said]).encode(), **more)


async def _quiet(posting: Posting) -> None:
    while posting.waiting:
        await asyncio.sleep(0.01)


def _said(house: Receiver, line: str) -> list[int]:
    return [body[1] for _, body in house.came if body[0] == line]


def test_a_line_keeps_its_order_though_words_are_refused_and_come_again() -> None:
    async def deed(posting: Posting, house: Receiver) -> None:
        house.statuses = [500, 404]
        for said in range(4):
            posting.tell(_word(house, "a", said, headers={"x-proof": f"of {said}"}))
        await _quiet(posting)

    house = _ran(deed)
    assert _said(house, "a") == [0, 0, 0, 1, 2, 3]
    assert [headers["x-proof"] for headers, _ in house.came] == ["of 0", "of 0", "of 0", "of 1", "of 2", "of 3"]


def test_a_provider_may_count_its_tries_in_the_body() -> None:
    async def deed(posting: Posting, house: Receiver) -> None:
        house.statuses = [500, 404]
        posting.tell(_word(house, "a", 1, retold=lambda tries: json.dumps(["a", tries]).encode()))
        posting.tell(_word(house, "a", 1))
        await _quiet(posting)

    assert _said(_ran(deed), "a") == [1, 2, 3, 1]


def test_one_line_does_not_wait_for_another() -> None:
    async def deed(posting: Posting, house: Receiver) -> None:
        house.statuses = [500]
        posting.tell(_word(house, "a", 0))
        while not house.came:
            await asyncio.sleep(0.01)
        posting.tell(_word(house, "b", 0))
        await _quiet(posting)

    assert [body for _, body in _ran(deed).came] == [["a", 0], ["b", 0], ["a", 0]]


def test_what_counts_as_taken_is_the_providers_own() -> None:
    async def deed(posting: Posting, house: Receiver) -> None:
        house.reply = b"not yet"
        posting.tell(_word(house, "a", 0, taken=lambda answer: answer.content == b"ok"))
        while len(house.came) < 2:
            assert posting.waiting == 1
            await asyncio.sleep(0.01)
        assert posting.last[1] == "answered 200"
        house.reply = b"ok"
        await _quiet(posting)
        assert posting.last[1] == ""

    assert len(_ran(deed).came) >= 3


def test_words_come_twice_and_change_places_and_the_first_stays_where_it_is() -> None:
    async def deed(posting: Posting, house: Receiver) -> None:
        posting.trouble = Trouble(repeat=1, late=0.05, shuffle=True)
        for said in range(4):
            posting.tell(_word(house, "a", said))
        await _quiet(posting)

    assert _said(_ran(deed), "a") == [0, 0, 2, 2, 3, 3, 1, 1]


def test_a_dropped_subscription_tells_nothing_and_what_is_too_old_is_given_up() -> None:
    async def deed(posting: Posting, house: Receiver) -> None:
        posting.trouble = Trouble(deaf=True)
        posting.tell(_word(house, "a", 0))
        assert posting.waiting == 0
        posting.trouble = Trouble()
        house.statuses = [500] * 100
        posting.tell(_word(house, "a", 1))
        await _quiet(posting)

    assert set(_said(_ran(deed, give_up=0.5), "a")) == {1}


def test_who_is_told_that_a_word_was_given_up_may_forget_the_rest_of_its_address() -> None:
    given_up: list[bytes] = []

    async def run() -> list[int]:
        def gave_up(post: Post) -> None:
            given_up.append(post.body)
            posting.forget(post.url)

        posting = Posting(give_up=0.5, gave_up=gave_up)
        with receiver() as deaf, receiver() as well:
            deaf.statuses = [500] * 100
            for said in range(3):
                posting.tell(_word(deaf, "a", said))
            posting.tell(_word(deaf, "b", 0))
            posting.tell(_word(well, "c", 0))
            await _quiet(posting)
            await posting.close()
            assert {tuple(body) for _, body in deaf.came} == {("a", 0), ("b", 0)}
            return [body[1] for _, body in well.came]

    assert asyncio.run(asyncio.wait_for(run(), 30)) == [0]
    assert given_up == [b'["a", 0]'] or given_up == [b'["b", 0]']
