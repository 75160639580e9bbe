"""Something is wrong with goods that were handed over: it is said, with photos, and somebody is to answer in time."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from prilavok.domains.orders import actions as orders
from prilavok.domains.orders.errors import PhotoUnfit
from prilavok.domains.orders.queries import claim_due, read_claim
from prilavok.domains.orders.types.claiming import PHOTO, ClaimView, NewClaim
from prilavok.flows.watch_claims import ANSWER, put_claim_task
from prilavok.insights.claim_plan import seller_of
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.files import keep_file
from prilavok.kit.idempotency.answers import Answer, answer_once

needs = "claims.open"
MOST_PHOTOS, MOST_BYTES = 5, 10_000_000
PHOTOS = ("image/jpeg", "image/png", "image/webp", "image/heic")


@dataclass(frozen=True, slots=True)
class Photo:
    """A file that is sent along, as it comes."""

    name: str
    stream: BinaryIO


def open_claim(
    order: UUID, said: NewClaim, photos: Sequence[Photo] = (), *, touchpoint: str, key: str, actor: Actor, at: datetime
) -> ClaimView:
    """Write the claim down with its photos, and the task to answer it in time; the same key again is the same claim.

    Raises NotFound, ClaimUnfit, ClaimTooMany, PhotoUnfit, KeyReused, and what keep_file does; then nothing is kept.
    """
    body = json.dumps([asdict(said), [one.name for one in photos]], default=str).encode()

    def once() -> Answer:
        if len(photos) > MOST_PHOTOS:
            raise PhotoUnfit(MOST_PHOTOS)
        _place, country, zone = seller_of(order)
        due, basis = claim_due(country, said.wanted, zone, at)
        claim = orders.open_claim(order, said, touchpoint=touchpoint, due_at=due, basis=basis, actor=actor, at=at)
        for one in photos:
            kept = keep_file(
                one.stream, name=one.name, owner_kind=PHOTO, owner=claim, at=at, most_bytes=MOST_BYTES
            )  # fmt: skip
            if kept.kind not in PHOTOS:
                raise PhotoUnfit(MOST_PHOTOS)
        put_claim_task(ANSWER, read_claim(claim), actor=actor, at=at)
        return Answer(201, b"", claim)

    with story():
        orders.lock_order(order)
        answer = answer_once(f"claim of {order}", key, body, at, once, keep_for_ever=True)
        assert answer.result is not None
        return read_claim(answer.result)
