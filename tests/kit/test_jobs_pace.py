"""How many things the next slice is of: never none, never many more at once, fewer where the last one was long."""

import pytest

from prilavok.kit.jobs import pace
from prilavok.kit.jobs.pace import Pace


@pytest.mark.parametrize(
    ("now", "seconds", "following"),
    [(100, 0.25, 100), (100, 0.5, 50), (100, 0.0, 151), (1, 0.0, 2), (1, 9.0, 1), (100, 99.0, 1), (900, 0.1, 1_000)],
)
def test_the_next_slice_is_of_what_fits(
    monkeypatch: pytest.MonkeyPatch, now: int, seconds: float, following: int
) -> None:
    instants = iter([10.0, 10.0 + seconds])
    monkeypatch.setattr(pace.time, "monotonic", lambda: next(instants))
    assert Pace(now, 1, 1_000).next() == following
