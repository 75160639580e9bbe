"""Where the next order may go home: the address a customer keeps as theirs, else where the last one went."""

from dataclasses import dataclass
from uuid import UUID

from prilavok.domains.customers.queries import (
    contact_addresses,
    customer_of,
    leaves_shown,
    opens,
    read_customers,
    read_preferences,
)
from prilavok.domains.shipments.queries import last_delivery


@dataclass(frozen=True, slots=True)
class KnownHome:
    """What is proposed for the fields of an order to home, and by their names the addresses that are kept.

    zone: the part of town, None where it is not known for this address. note: for the courier.
    """

    address: str
    recipient: str
    phone: str
    note: str
    zone: UUID | None
    named: tuple[tuple[str, str], ...]


def known_home(leaf: UUID) -> KnownHome | None:
    """What is proposed to whoever acts by this leaf; None where nothing is known.

    None also where the leaf has not proven enough to be shown what is personal: a phone named, a card, a code shown.
    """
    if opens(leaf).see_personal != "yes":
        return None
    leaves = leaves_shown(leaf)
    kept, last = read_preferences(leaves), last_delivery(leaves)
    # What only a list told comes after what they said or had brought.
    own_first = sorted(kept.addresses, key=lambda one: one.source == "list")
    named = tuple((one.name, one.value) for one in own_first)
    chosen = dict(named).get(kept.default, "") or (last.address if last else "") or next((v for _n, v in named), "")
    if not chosen:
        return None
    same = last is not None and last.address == chosen
    customer = customer_of(leaf)
    known = read_customers([customer]).values() if customer else ()
    phone = next((one.address for one in contact_addresses(leaves) if one.channel == "phone" and one.verified), "")
    return KnownHome(
        address=chosen,
        recipient=(last.recipient if last else "") or next((one.name for one in known), ""),
        phone=(last.phone if last else "") or phone,
        note=last.note if last and same else "",
        zone=last.zone if last and same else None,
        named=named,
    )
