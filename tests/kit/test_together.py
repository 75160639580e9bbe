"""Calls that want the same thing at once are done together; everybody is told their own, whatever happens."""

import threading
from collections.abc import Callable, Iterator, Sequence

import pytest

from prilavok.kit.db import together
from prilavok.kit.db.together import MOST, UNDER_WAY, Together


class Desk:
    """Where calls are done: it notes what was done at once, and stands still until `go`."""

    def __init__(self) -> None:
        self.go, self.done = threading.Event(), list[tuple[int, ...]]()
        self.many_tells: Callable[[Sequence[int]], Sequence[str | None]] = lambda asked: [str(one) for one in asked]
        self.calls: Together[int, str] = Together(self._alone, self._many)
        self.told: dict[int, object] = {}
        self._hands: list[threading.Thread] = []

    def _alone(self, asked: int) -> str:
        self.done.append((asked,))
        assert self.go.wait(20)
        if asked < 0:
            raise LookupError(asked)
        return f"{asked} alone"

    def _many(self, asked: Sequence[int]) -> Sequence[str | None]:
        self.done.append(tuple(asked))
        assert self.go.wait(20)
        return self.many_tells(asked)

    def come(self, asked: int, wants: Sequence[str]) -> None:
        """One more call on a thread of its own; it stands where it will wait when this returns."""
        before = self._standing()

        def hand() -> None:
            try:
                self.told[asked] = self.calls.do(asked, wants)
            except LookupError as trouble:
                self.told[asked] = trouble

        self._hands.append(threading.Thread(target=hand))
        self._hands[-1].start()
        for _ in range(2_000):
            if self._standing() > before:
                return
            threading.Event().wait(0.005)
        raise AssertionError(f"{asked} did not come")

    def end(self) -> dict[int, object]:
        self.go.set()
        for hand in self._hands:
            hand.join(20)
            assert not hand.is_alive()
        assert not self.calls._running and not self.calls._waiting, "nothing is left behind"
        return self.told

    def _standing(self) -> int:
        return len(self.done) + sum(map(len, self.calls._waiting.values()))


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(together, "PATIENCE", 15.0)
    monkeypatch.setattr(together, "AT_ONCE", 100)
    yield Desk()


def test_who_wants_what_nobody_has_in_hand_is_done_at_once_and_alone(desk: Desk) -> None:
    for nth in range(12):
        desk.come(nth, [f"goods {nth}", f"more {nth}"])
    assert desk.done == [(nth,) for nth in range(12)]
    assert desk.end() == {nth: f"{nth} alone" for nth in range(12)}


def test_who_comes_while_enough_are_under_way_goes_with_the_next(desk: Desk) -> None:
    for nth in range(UNDER_WAY + 4):
        desk.come(nth, ["hot", f"own {nth}"])
    desk.come(100, ["own 0"])  # wants what is in hand, but only once
    waited = tuple(range(UNDER_WAY, UNDER_WAY + 4))
    assert desk.done == [*((nth,) for nth in range(UNDER_WAY)), (100,)]
    told = desk.end()
    assert desk.done[-1] == waited and len(desk.done) == UNDER_WAY + 2
    assert [told[nth] for nth in waited] == [str(nth) for nth in waited]
    assert told[0] == "0 alone" and told[100] == "100 alone"


def test_who_comes_while_the_processors_have_enough_goes_with_others_of_other_goods(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(together, "AT_ONCE", 3)
    for nth in range(UNDER_WAY):
        desk.come(nth, ["hot"])
    desk.come(10, ["goods"])
    for nth in (11, 12):
        desk.come(nth, [f"goods {nth}"])
    desk.come(13, ["hot"])
    assert desk.done == [(0,), (1,), (10,)], "a fourth waits, whatever it wants"
    told = desk.end()
    # Whose turn comes first takes all along that wait for no more than their turn.
    assert sorted(desk.done[3:]) in ([(11, 12), (13,)], [(13, 11, 12)])
    assert [told[nth] for nth in (0, 10, 11, 12)] == ["0 alone", "10 alone", "11", "12"]


def test_no_more_than_so_many_go_together(desk: Desk) -> None:
    for nth in range(UNDER_WAY + MOST + 3):
        desk.come(nth, ["hot"])
    desk.end()
    assert sorted(map(len, desk.done)) == [*[1] * UNDER_WAY, 3, MOST]


def test_one_that_has_to_be_done_alone_is(desk: Desk) -> None:
    desk.many_tells = lambda asked: [None if one % 2 else str(one) for one in asked]
    for nth in range(UNDER_WAY + 4):
        desk.come(nth, ["hot"])
    told = desk.end()
    assert [told[nth] for nth in range(UNDER_WAY, UNDER_WAY + 4)] == ["2", "3 alone", "4", "5 alone"]


def test_where_all_of_them_fail_each_hears_what_is_its_own(desk: Desk) -> None:
    def broken(asked: Sequence[int]) -> Sequence[str | None]:
        raise OSError("the line is cut")

    desk.many_tells = broken
    for asked in (0, 1, 2, -3, 4):
        desk.come(asked, ["hot"])
    told = desk.end()
    assert (told[2], told[4]) == ("2 alone", "4 alone")
    assert isinstance(told[-3], LookupError) and told[-3].args == (-3,)


def test_one_that_fails_alone_lets_the_next_ones_go(desk: Desk) -> None:
    for asked in (-1, -2, 3, 4):
        desk.come(asked, ["hot"])
    told = desk.end()
    assert isinstance(told[-1], LookupError) and isinstance(told[-2], LookupError)
    assert (told[3], told[4]) == ("3", "4")


def test_nobody_waits_long_behind_one_who_is_held_up(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together, "PATIENCE", 0.05)
    for nth in range(UNDER_WAY):
        desk.come(nth, ["hot"])
    held_up = list(desk.done)
    desk.come(8, ["hot"])
    for _ in range(2_000):
        if len(desk.done) > len(held_up):
            break
        threading.Event().wait(0.005)
    assert desk.done == [*held_up, (8,)]
    assert desk.end()[8] == "8 alone"
