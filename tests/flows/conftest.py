"""The sandbox of a card terminal, for stories of money."""

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Its address."""
    from tests.doors.card_world import running_terminal  # not before Django is set up

    with running_terminal(tmp_path_factory.mktemp("card")) as address:
        yield address


@pytest.fixture
def connected(rolled_back: None, terminal: str) -> Iterator[None]:
    """It is our terminal, and the clock stands at the time of the tests."""
    from tests import make
    from tests.doors import card_world

    from prilavok.kit import clock

    with card_world.connected(terminal):
        clock.set_clock(make.AT)
        yield
