"""Stories hire many people; those whose passwords no other process checks get a cheap digest. A house and a till's device."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.conftest import OwnDatabase
from tests.doors.conftest import quick_passwords

if TYPE_CHECKING:
    from tests.promises.offline_counter import Device, House

__all__ = ["quick_passwords"]


@pytest.fixture
def device(tmp_path: Path) -> "Iterator[Device]":
    """A till's browser; whoever has none skips the test."""
    from tests.promises.offline_counter import opened_device

    with opened_device(tmp_path / "profile") as made:
        yield made


@pytest.fixture
def house(own_database: OwnDatabase) -> "Iterator[House]":
    """The web server of the test's own database, which is up."""
    from tests.promises.offline_counter import House

    made = House()
    made.up()
    yield made
    made.down()
