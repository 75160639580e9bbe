"""The office says what touchpoints leave on the shelf, ends it, and says it again."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from prilavok.domains.catalog.queries import list_shelves, read_variants
from prilavok.domains.places.queries import name_places
from prilavok.domains.stock import actions
from prilavok.domains.stock.errors import SafetyUnfit
from prilavok.domains.stock.queries import read_safety
from prilavok.domains.stock.types import Safety, SafetyView
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.idempotency.answers import Answer, answer_once

needs = "stock.keep_back"


def keep_back(said: Safety, *, key: str, body: bytes = b"", actor: Actor, at: datetime) -> SafetyView:
    """Keep goods back from touchpoints; the next basket, page and order know it. The same key again is the same row.

    body: what the key stands for. Raises KeyReused where it stood for something else; SafetyUnfit, also for goods,
    categories and places that there are not; then nothing is kept.
    """

    def once() -> Answer:
        _known(said)
        return Answer(201, b"", actions.set_safety(said, actor=actor, at=at).id)

    return _once(key, body, once, actor, at)


def end_keeping_back(safety: UUID, *, actor: Actor, at: datetime) -> SafetyView:
    """From now on it is not kept back any more; what was is written. Raises SafetyUnknown."""
    with story():
        return actions.end_safety(safety, actor=actor, at=at)


def keep_back_again(safety: UUID, *, key: str, actor: Actor, at: datetime) -> SafetyView:
    """What was ended is kept back again from now on, as a row of its own, with no end.

    Raises SafetyUnknown; SafetyUnfit for what was never ended before its time.
    """

    def once() -> Answer:
        found = read_safety(safety)
        if found.ended_at is None:
            raise SafetyUnfit("state")
        said = replace(found.said, valid_from=max(at, found.said.valid_from), valid_to=None)
        return Answer(201, b"", actions.set_safety(said, actor=actor, at=at).id)

    return _once(key, f"again {safety}".encode(), once, actor, at)


def _once(key: str, body: bytes, act: Callable[[], Answer], actor: Actor, at: datetime) -> SafetyView:
    with story():
        answer = answer_once(f"safety {actor.id}", key, body, at, act)
        assert answer.result is not None
        return read_safety(answer.result)


def _known(said: Safety) -> None:
    if said.variant is not None and said.variant not in read_variants([said.variant]):
        raise SafetyUnfit("variant")
    if said.category and said.category not in {one.path for one in list_shelves(said.category)}:
        raise SafetyUnfit("category")
    places = name_places()
    if said.place is not None and said.place not in places:
        raise SafetyUnfit("place")
    if said.place_kind and said.place_kind not in {one.kind for one in places.values()}:
        raise SafetyUnfit("place_kind")
