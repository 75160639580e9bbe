"""What a row of a list tells of consents to advertising: kept with the person; what it does not prove waits."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from prilavok.domains.consent.actions import put_consents
from prilavok.domains.consent.types import NewConsent
from prilavok.domains.customers.queries import find_identifier_leaves
from prilavok.domains.customers.types import ListedPerson, TakenIn
from prilavok.domains.imports.queries import Unfit, read_at, read_yes
from prilavok.domains.imports.types import ListRow, ToldConsent
from prilavok.domains.places.queries import name_places
from prilavok.flows.messages import OFFERS
from prilavok.kit.events.actor import Actor

needs = "imports.load"
#: field of a list -> kind of contact it is about, and the channel
_FIELDS = (("consent_sms", "phone", "sms"), ("consent_mail", "email", "mail"))
_LONGEST = 40  # characters of a source and of the name of a text


def read_consents(row: ListRow, at: datetime) -> tuple[ToldConsent, ...]:
    """What the row says of SMS and mail; nothing where it says nothing.

    Raises Unfit where a yes or no cannot be read, its day cannot or is still to come, or a source or text is too long.
    """
    zones = sorted({place.zone for place in name_places().values()})
    zone = ZoneInfo(zones[0] if zones else "UTC")
    said_at = read_at(row.get("consent_at"), zone) if row.get("consent_at") else None
    source, text = row.get("consent_source"), row.get("consent_text")
    if (said_at is not None and said_at > at) or max(len(source), len(text)) > _LONGEST:
        raise Unfit("consent_unreadable")
    told = [
        ToldConsent(kind, channel, read_yes(row.get(field)), said_at, source, text)
        for field, kind, channel in _FIELDS
        if row.get(field)
    ]
    if row.get("unsubscribed_at"):
        left = read_at(row.get("unsubscribed_at"), zone)
        if left > at:
            raise Unfit("consent_unreadable")
        told.append(ToldConsent("email", "mail", False, left, source, text))
    return tuple(told)


def keep_consents(
    told: Sequence[tuple[ListedPerson, TakenIn, Sequence[ToldConsent]]], *, prefix: str, actor: Actor, at: datetime
) -> int:
    """Within the caller's story: keep what was told of the people taken in; how many count.

    prefix: the source of the list, which stands for where it was said of a no that does not say it. A consent is of the
    contact that its row names; where the row names none there is nothing it could be of, and nothing is kept.
    """
    named: dict[str, list[str]] = {"phone": [], "email": []}
    for person, _taken, _told in told:
        for contact in person.contacts:
            named.setdefault(contact.kind, []).append(contact.value)
    leaves = {kind: find_identifier_leaves(kind, values) for kind, values in named.items()}
    new = [
        NewConsent(
            taken.leaf,
            one.channel,
            OFFERS,
            one.given,
            one.source or (prefix if not one.given else ""),
            one.said_at,
            one.text,
            address=leaves[one.kind].get(contact.value),
        )
        for person, taken, consents in told
        for one in consents
        for contact in person.contacts
        if contact.kind == one.kind
    ]
    return put_consents(new, actor=actor, at=at, origin="import")
