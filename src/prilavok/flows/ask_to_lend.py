"""A customer is asked whether a till may keep points of theirs: a one-time code goes to where they are proven."""

from datetime import datetime
from secrets import randbelow
from uuid import UUID

from prilavok.domains.conversations.actions import hide_ended_codes
from prilavok.domains.conversations.types import NewOut
from prilavok.domains.customers.actions import put_code
from prilavok.domains.customers.queries import leaves_with, read_code
from prilavok.domains.loyalty.errors import NotEnoughPoints, PointsUnfit, PointsUnproven
from prilavok.domains.loyalty.queries import bind_points, spendable
from prilavok.domains.places.queries import read_place
from prilavok.domains.tills.actions import lock_to_lend
from prilavok.domains.tills.types import TillView
from prilavok.flows.ask_for_points import PointsAsked
from prilavok.flows.messages import language_of, write_and_queue
from prilavok.flows.notices_of_points import lend_points_text
from prilavok.insights.lent_here import leaf_of_card
from prilavok.insights.proven_way import proven_way
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.idempotency.answers import Answer, answer_once
from prilavok.kit.money import Money

needs = "payments.take"


def ask_to_lend(till: UUID, card: str, points: int, *, key: str, actor: Actor, at: datetime) -> PointsAsked:
    """Send six digits that say yes to so many points of the card's customer for this till alone, for a day.

    key: names the asking; the same again is the same code, sent once. Raises TillUnknown, TillWithdrawn, NotLent,
    PointsUnfit, NotEnoughPoints, PointsUnproven, CodesTooMany.
    """
    leaf = leaf_of_card(card)

    def once() -> Answer:
        return Answer(200, b"", _ask(held, leaf, points, actor, at))

    with story():
        held = lock_to_lend(till)
        body = f"{till} {leaf} {points}".encode()
        answer = answer_once(f"ask to lend {till}", key, body, at, once)
        assert answer.result is not None
        sent = read_code(answer.result)
        return PointsAsked(sent.code, sent.kind, sent.masked, sent.expires_at)


def _ask(till: TillView, leaf: UUID, points: int, actor: Actor, at: datetime) -> UUID:
    here, leaves = read_place(till.place), leaves_with(leaf)
    free = spendable(leaves, here.currency)
    if free is None or points <= 0:
        raise PointsUnfit
    if points > free.points:
        raise NotEnoughPoints(asked=points, most=free.points)
    way = proven_way(leaves, at)
    if way is None:
        raise PointsUnproven
    digits = f"{randbelow(1_000_000):06d}"
    bound = bind_points(digits, till.id, points)
    code = put_code(leaf, way.kind, way.address, digits=bound, at=at, alone=False)
    amount = Money(points * free.worth, here.currency)
    text = lend_points_text(
        digits, points, amount, till=till.code, place=here.name, language=language_of(way.leaf)
    )  # fmt: skip
    hide_ended_codes(at)
    new = NewOut(
        conversation=None, leaf=way.leaf, channel=way.channel, connection=way.connection, address=way.address,
        text=text, key=f"code:{code}", kind="code",
    )  # fmt: skip
    write_and_queue(new, actor=actor, at=at)
    return code
