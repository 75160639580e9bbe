"""A restored copy erases again whom the list names, and its segments let them go as at the first time."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from tests import make
from tests.people import household, new_phone
from tests.segment_world import buy, members, saved, settle

from prilavok.domains.audiences.queries import read_segment
from prilavok.domains.audiences.types import Bought, Known, Reached
from prilavok.flows.erase_again import erase_again
from prilavok.flows.erase_person import erase_person
from prilavok.insights.segments.comparing import differing
from prilavok.kit import clock
from prilavok.kit.erased import Listed, add_erased
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.settings import where

pytestmark = [pytest.mark.quiet]


@pytest.fixture
def home(own_database: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    clock.set_clock(make.AT)
    monkeypatch.setenv("PRILAVOK_HOME", str(tmp_path))
    where.cache_clear()
    return tmp_path


def _forgotten_by_the_copy(customer: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the list of the home, and unknown to the database, as one of before the erasure."""

    def add_and_die(home: Path, done: Sequence[Listed]) -> None:
        add_erased(home, done)
        raise OSError

    monkeypatch.setattr("prilavok.flows.erase_person.add_erased", add_and_die)
    with pytest.raises(OSError):
        erase_person(customer, actor=SYSTEM, at=clock.now())


def test_a_restored_copy_counts_no_erased_person_in_any_segment(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (gone, leaf), (stays, _leaf) = household(new_phone()), household(new_phone())
    buy(leaf, make.place(), make.variant())
    settle()
    kept = [saved(Reached("phone")), saved(Known(least=0)), saved(Bought(least=1))]
    assert [gone in members(one.id) for one in kept] == [True, True, True]
    before = [members(one.id) for one in kept]
    _forgotten_by_the_copy(gone, monkeypatch)
    assert [members(one.id) for one in kept] == before, "the copy knows nothing of it"
    assert len(erase_again(actor=SYSTEM, at=clock.now())) == 1
    settle()
    assert differing({one.id: read_segment(one.id).rule for one in kept}, at=clock.now()) == {}
    assert members(kept[0].id) == {stays} and gone not in members(kept[1].id)
    assert make.verbs_of([gone])["customer.erased"] == 0, "history tells nobody anything"
