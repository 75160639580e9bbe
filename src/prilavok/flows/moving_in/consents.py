"""What a row of a list tells of consents to advertising: kept with the person; what it does not prove waits."""

from collections.abc import Sequence
from datetime import datetime

from prilavok.domains.consent.actions import put_consents
from prilavok.domains.consent.types import NewConsent
from prilavok.domains.customers.queries import find_identifier_leaves
from prilavok.domains.customers.types import ListedPerson, TakenIn
from prilavok.domains.imports.types import ToldConsent
from prilavok.flows.messages import OFFERS
from prilavok.kit.events.actor import Actor

needs = "imports.load"


def keep_consents(
    told: Sequence[tuple[ListedPerson, TakenIn, Sequence[ToldConsent]]], *, prefix: str, actor: Actor, at: datetime
) -> int:
    """Within the caller's story: keep what was told of the people taken in; how many count.

    prefix: the source of the list, which stands for where it was said of a no that does not say it. A consent is of the
    contact that its row names; where the row names none there is nothing it could be of, and nothing is kept. Where the
    row's name is another's than of whoever bears its code or contact, its yes is that other's, and nobody's where
    nobody was made of the row. A no binds the contact, whoever has it and whosever row told it: it is kept with the
    contact's own leaf, and goes with it to whoever gets it.
    """
    named: dict[str, list[str]] = {"phone": [], "email": []}
    for person, _taken, _told in told:
        for contact in person.contacts:
            named.setdefault(contact.kind, []).append(contact.value)
    leaves = {kind: find_identifier_leaves(kind, values) for kind, values in named.items()}
    new = [
        NewConsent(
            leaf if one.given or address is None else address,
            one.channel,
            OFFERS,
            one.given,
            one.source or (prefix if not one.given else ""),
            one.said_at,
            one.text,
            address=address,
            told_by=None if one.given else leaf,
        )
        for person, taken, consents in told
        for one in consents
        for contact in person.contacts
        if contact.kind == one.kind and (leaf := taken.told if one.given else taken.leaf) is not None
        for address in [leaves[one.kind].get(contact.value)]
    ]
    return put_consents(new, actor=actor, at=at, origin="import")
