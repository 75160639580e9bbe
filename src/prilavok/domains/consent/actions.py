"""What is said of being written to: a yes or a no, each kept for ever."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from prilavok.domains.consent.models import Consent
from prilavok.domains.consent.queries import list_consents, may_write, said_no
from prilavok.domains.consent.rules import is_proven
from prilavok.domains.consent.types import NewConsent
from prilavok.kit.db.connections import advisory_key
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import OfConsent
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.ids import new_id
from prilavok.kit.words import Person, store_of_words

#: which words our own pages and buttons ask with; changed whenever those words are
TEXT_VERSION = "2026-03"


def give_consent(
    leaf: UUID,
    channel: str,
    purpose: str,
    *,
    source: str,
    actor: Actor,
    at: datetime,
    text_version: str = TEXT_VERSION,
    address: UUID | None = None,
) -> None:
    """Yes: the leaf may be written to there for this. Said again it is kept again: another leaf may have said no since.

    source: where it was said, a code of at most 40 characters. address: the leaf of the one contact it is said of.
    """
    _say(NewConsent(leaf, channel, purpose, True, source, at, text_version), actor, at, address=address)


def withdraw_consent(
    leaf: UUID, channel: str, purpose: str, *, source: str, actor: Actor, at: datetime, address: UUID | None = None
) -> None:
    """No: not there, not for this, from now on. address: the leaf of the one contact it is said of, None for all."""
    _say(NewConsent(leaf, channel, purpose, False, source, at), actor, at, address=address)


def withdraw_once(
    leaf: UUID,
    channel: str,
    purpose: str,
    *,
    source: str,
    actor: Actor,
    at: datetime,
    leaves: Sequence[UUID],
    since: Mapping[UUID, datetime],
) -> bool:
    """The same no, where it is not said already; whether it was new.

    Who presses twice, or a mail provider that does, has said one thing. leaves, since: all of the person, as for
    `may_write`: a yes that any of them said since is answered by a no of its own.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [advisory_key("consent") >> 1, leaf.int % 2**31])
    if said_no(leaf, channel, purpose) and not may_write(leaves, channel, purpose, since=since):
        return False
    withdraw_consent(leaf, channel, purpose, source=source, actor=actor, at=at)
    return True


def put_consents(told: Sequence[NewConsent], *, actor: Actor, at: datetime, origin: str) -> int:
    """Keep what a file tells of consents; how many of them count.

    A no always counts. A yes counts with its date, source and words or proof; else it waits until the person says it.
    """
    counted = 0
    for one in told:
        waits = one.given and not is_proven(one)
        _say(one, actor, at, address=one.address, waits=waits, origin=origin)
        counted += not waits
    return counted


def keep_refusals(
    together: Sequence[UUID],
    apart: Sequence[UUID],
    *,
    joined_at: datetime,
    since: Mapping[UUID, datetime],
    since_apart: Mapping[UUID, datetime],
    actor: Actor,
    at: datetime,
) -> int:
    """Two people who were one are two again: a no they said as one is each one's no; how many noes were added.

    Who of the two said it nobody can tell any more. What each said before they were one stays their own. together: all
    leaves before; apart: those of one of them now; since, since_apart: from when on each leaf is theirs.
    """
    refused = {
        (one.channel, one.purpose) for one in list_consents(together) if not one.given and one.said_at >= joined_at
    }
    kept = 0
    for channel, purpose in sorted(refused):
        if may_write(together, channel, purpose, since=since):
            continue
        if may_write(apart, channel, purpose, since=since_apart):
            withdraw_consent(min(apart), channel, purpose, source="separated", actor=actor, at=at)
            kept += 1
    return kept


def _say(
    told: NewConsent,
    actor: Actor,
    at: datetime,
    *,
    address: UUID | None = None,
    waits: bool = False,
    origin: str = "live",
) -> None:
    leaf, channel, purpose, given, said_at = told.leaf, told.channel, told.purpose, told.given, told.said_at or at
    Consent.objects.create(
        id=new_id(),
        leaf_id=leaf,
        channel=channel,
        purpose=purpose,
        given=given,
        source=told.source,
        address=address,
        told_by=told.told_by,
        text_version=told.text_version,
        proof=told.proof,
        waits=waits,
        origin=origin,
        actor_kind=actor.kind,
        actor=actor.id,
        said_at=said_at,
        recorded_at=at,
    )
    if waits:
        return  # nothing happened yet: nobody has agreed to anything that counts
    event = NewEvent(
        verb="consent.given" if given else "consent.withdrawn",
        occurred_at=said_at,
        origin=origin,
        subject_kind="leaf",
        subject=leaf,
        leaf=leaf,
        actor=actor,
        facts=OfConsent(channel, purpose),
    )
    record([event], at)


def _erase(person: Person, at: datetime) -> int:
    """What a list wrote in its own words of where a yes was said and to which text; of ours these are codes."""
    told = Consent.objects.filter(leaf__in=person.leaves, origin="import").exclude(source="", text_version="")
    return told.update(source="", text_version="")


# Nothing to export here: a consent is given out whole, with its yes or no and its day.
store_of_words("consent_consent", ["source", "text_version"], lambda person: (), _erase)
