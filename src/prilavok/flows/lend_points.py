"""A customer agrees that points of theirs are kept for one till: it takes them without a line, once shown the card."""

import hashlib
from datetime import datetime
from uuid import UUID

from prilavok.domains.customers.actions import use_code
from prilavok.domains.customers.errors import CodeWrong, OwnCodeUnfit
from prilavok.domains.customers.queries import leaves_with, opens, proves, read_own_code
from prilavok.domains.loyalty.actions import lend_points
from prilavok.domains.loyalty.queries import bind_points
from prilavok.domains.loyalty.types import PointsCode
from prilavok.domains.places.queries import read_place
from prilavok.domains.tills.actions import keep_leases, lock_to_lend, value_lease
from prilavok.domains.tills.queries import leases_among
from prilavok.domains.tills.types import LeaseView, TillView
from prilavok.insights.lent_here import leaf_of_card
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.idempotency.answers import Answer, KeyReused, answer_once

needs = "payments.take"


def lend_by_code(till: UUID, card: str, points: int, said: PointsCode, *, actor: Actor, at: datetime) -> LeaseView:
    """Keep so many points for the digits that the card's customer was sent for just that (ask_to_lend).

    They are drawn as if they were spent, and come back as they were drawn. Raises TillUnknown, TillWithdrawn, NotLent,
    CodeWrong (which counts), CodeEnded, PointsUnfit, NotEnoughPoints; then nothing is kept.
    """
    leaf, wrong = leaf_of_card(card), None
    new = value_lease(till, "points", leaf, card, points, at=at)
    with story():
        held = lock_to_lend(till)
        try:
            use_code(said.code, leaf, bind_points(said.digits, till, points), at=at)
            return _kept(new, held, leaves_with(leaf), at)
        except CodeWrong as refused:
            wrong = refused
    raise wrong  # once the try is counted


def lend_by_own_code(till: UUID, card: str, points: int, code: str, *, actor: Actor, at: datetime) -> LeaseView:
    """The same for the code of the customer's own page, which says yes once; shown twice for the same it is one lease.

    Raises OwnCodeUnfit where the code has changed, is another customer's than the card or said yes before.
    """
    leaf = leaf_of_card(card)
    new = value_lease(till, "points", leaf, card, points, at=at)
    with story():
        held = lock_to_lend(till)
        leaves, whose = leaves_with(leaf), read_own_code(code, at)
        if whose not in leaves or whose is None or (proves("qr").spend, opens(whose).spend) != ("yes", "yes"):
            raise OwnCodeUnfit

        def once() -> Answer:
            return Answer(200, b"", _kept(new, held, leaves, at).id)

        try:
            # The code is not kept: whoever reads the keys may not show it.
            named, body = hashlib.sha256(code.encode()).hexdigest(), f"lend {till} {leaf} {points}".encode()
            said = answer_once("own code", named, body, at, once)
        except KeyReused as used:
            raise OwnCodeUnfit from used
        return leases_among([said.result] if said.result else [], till)[0]


def _kept(new: LeaseView, till: TillView, leaves: list[UUID], at: datetime) -> LeaseView:
    lend_points(new.id, leaves, read_place(till.place).currency, new.units, at=at)
    keep_leases([new], at=at)
    return new
