"""What can be asked of consents, and at which hours advertising may be sent."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.consent.rules import OFFERS, STOP_WORDS, holds, next_open
from prilavok.domains.consent.types import ConsentView, Said
from prilavok.kit.pages import Condition, read_rows


def may_write(
    leaves: Sequence[UUID],
    channel: str,
    purpose: str,
    *,
    since: Mapping[UUID, datetime] | None = None,
    address: UUID | None = None,
    named: bool = False,
) -> bool:
    """Whether the person of these leaves may be written to: what was said last counts, silence is a no.

    since: from when on each leaf is theirs; a no from before binds until they say yes as one person. address: the leaf
    of the contact that would be written to; what was said of another one alone does not count for it. named: only a
    yes that was said of this very contact counts, and every no.
    """
    asked = [
        Condition("leaf_id = ANY(%s::uuid[])", list(leaves)),
        Condition("channel = %s", channel),
        Condition("purpose = %s", purpose),
        Condition("NOT waits"),
    ]
    if address is not None:
        asked.append(Condition("(address IS NULL OR address = %s)", address))
    if named:
        asked.append(Condition("(address IS NOT NULL OR NOT given)"))
    return holds(read_rows("leaf_id, given, said_at, told_by", "consent_consent", row=Said, where=asked), since or {})


def waits_for_word(leaves: Sequence[UUID], channel: str, purpose: str, *, address: UUID) -> bool:
    """Whether nothing that counts was said there, but a list tells of a yes that waits for the person's own word."""
    asked = [
        Condition("leaf_id = ANY(%s::uuid[])", list(leaves)),
        Condition("channel = %s", channel),
        Condition("purpose = %s", purpose),
        Condition("(address IS NULL OR address = %s)", address),
    ]
    told: list[tuple[bool, bool]] = read_rows(
        "DISTINCT given, waits", "consent_consent", row=lambda given, waits: (given, waits), where=asked
    )
    return told == [(True, True)]


def said_no(leaf: UUID, channel: str, purpose: str) -> bool:
    """Whether the leaf's own last word that counts there, of every address, is a no."""
    asked = [
        Condition("leaf_id = %s", leaf),
        Condition("channel = %s", channel),
        Condition("purpose = %s", purpose),
        Condition("address IS NULL"),
        Condition("NOT waits"),
    ]
    latest = "ORDER BY said_at DESC, given, id DESC LIMIT 1"
    return read_rows("given", "consent_consent", row=bool, where=asked, rest=latest) == [False]


def consents_held(
    leaves: Sequence[UUID],
    asked: Collection[tuple[str, str, UUID | None]],
    *,
    since: Mapping[UUID, datetime],
) -> dict[tuple[str, str, UUID | None], bool | None]:
    """What counts for each channel, purpose and address asked for, as `may_write` has it; None: nothing was said.

    Without an address it is what was said of all of them.
    """
    said: list[tuple[str, str, UUID | None, Said]] = read_rows(
        "channel, purpose, address, leaf_id, given, said_at, told_by",
        "consent_consent",
        row=lambda channel, purpose, address, *word: (channel, purpose, address, Said(*word)),
        where=[Condition("leaf_id = ANY(%s::uuid[])", list(leaves)), Condition("NOT waits")],
    )
    held: dict[tuple[str, str, UUID | None], bool | None] = {}
    for channel, purpose, address in asked:
        words = [one for to, of, at, one in said if (to, of) == (channel, purpose) and at in (None, address)]
        held[channel, purpose, address] = holds(words, since) if words else None
    return held


def list_consents(leaves: Sequence[UUID]) -> list[ConsentView]:
    """Every yes and no of the leaves, the latest first; those that wait for a confirmation last."""
    return read_rows(
        "id, leaf_id, channel, purpose, given, source, actor_kind, actor, said_at, text_version, waits, proof",
        "consent_consent",
        row=ConsentView,
        where=[Condition("leaf_id = ANY(%s::uuid[])", list(leaves))],
        rest="ORDER BY waits, said_at DESC, id DESC",
    )


def when_to_send(
    purpose: str, channel: str, at: datetime, *, countries: Collection[str], zones: Collection[str]
) -> datetime:
    """The first instant from now on at which something for this purpose may be sent; advertising keeps quiet hours."""
    return next_open(at, countries=countries, zones=zones, channel=channel) if purpose == OFFERS else at


def asks_to_stop(text: str) -> bool:
    """Whether these words are nothing but a wish to be written to no more; a sentence that has such a word is not."""
    return text.strip().strip(" .!\"'«»/").casefold() in STOP_WORDS
