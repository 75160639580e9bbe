"""What is said of being written to: a yes or a no, each kept for ever."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.consent.models import Consent
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import OfConsent
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.ids import new_id


def give_consent(leaf: UUID, channel: str, purpose: str, *, source: str, actor: Actor, at: datetime) -> None:
    """Yes: the leaf may be written to there for this. Said again it is kept again: another leaf may have said no since.

    source: where it was said, a code of at most 40 characters.
    """
    _say(leaf, channel, purpose, True, source, actor, at)


def withdraw_consent(leaf: UUID, channel: str, purpose: str, *, source: str, actor: Actor, at: datetime) -> None:
    """No: not there, not for this, from now on."""
    _say(leaf, channel, purpose, False, source, actor, at)


def _say(leaf: UUID, channel: str, purpose: str, given: bool, source: str, actor: Actor, at: datetime) -> None:
    Consent.objects.create(
        id=new_id(),
        leaf_id=leaf,
        channel=channel,
        purpose=purpose,
        given=given,
        source=source,
        actor_kind=actor.kind,
        actor=actor.id,
        said_at=at,
        recorded_at=at,
    )
    event = NewEvent(
        verb="consent.given" if given else "consent.withdrawn",
        occurred_at=at,
        subject_kind="leaf",
        subject=leaf,
        leaf=leaf,
        actor=actor,
        facts=OfConsent(channel, purpose),
    )
    record([event], at)
