"""Where people's words lie in this room: what is exported with a person and what an erasure takes."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from prilavok.domains.customers.actions.documents import NUMBER_PURPOSE
from prilavok.domains.customers.models import (
    Code,
    ContactPoint,
    Customer,
    CustomerPin,
    Identifier,
    NationalNumber,
    Passkey,
    Preference,
)
from prilavok.domains.customers.queries.preferences import preference_words
from prilavok.domains.customers.rules import IIN
from prilavok.kit.secrets import SealBroken, open_sealed
from prilavok.kit.words import Person, store_of_words, wordless


def _ids(person: Person) -> list[UUID]:
    return [person.customer] if person.customer else []


def _export_customer(person: Person) -> Iterable[Mapping[str, object]]:
    return Customer.objects.filter(id__in=_ids(person)).values("code", "name", "made_up", "traits", "language")


def _erase_customer(person: Person, at: datetime) -> int:
    return Customer.objects.filter(id__in=_ids(person)).update(name="", traits={}, language="", code=None, erased_at=at)


def _export_identifiers(person: Person) -> Iterable[Mapping[str, object]]:
    # A browser's value is a digest of ours and tells its owner nothing.
    # Nor does that of a national number, which is exported opened.
    mine = Identifier.objects.filter(leaf__in=person.leaves, value__isnull=False).exclude(kind__in=["browser", IIN])
    return mine.values("kind", "value", "made_up")


def _erase_identifiers(person: Person, at: datetime) -> int:
    return Identifier.objects.filter(leaf__in=person.leaves, value__isnull=False).update(value=None)


def _export_contact_points(person: Person) -> Iterable[Mapping[str, object]]:
    return ContactPoint.objects.filter(leaf__in=person.leaves, address__isnull=False).values(
        "channel", "address", "made_up"
    )


def _erase_contact_points(person: Person, at: datetime) -> int:
    return ContactPoint.objects.filter(leaf__in=person.leaves, address__isnull=False).update(address=None, on=False)


def _codes(person: Person) -> QuerySet[Code]:
    """A code is of whose contact it was sent to; of the device that asked where the contact is nobody's."""
    of_others = Identifier.objects.filter(kind=OuterRef("kind"), value=OuterRef("value")).exclude(
        leaf__in=person.leaves
    )
    asked = Q(leaf__in=person.leaves) & ~Exists(of_others)
    return Code.objects.filter(asked | Q(value__in=person.contacts), value__isnull=False)


def _export_codes(person: Person) -> Iterable[Mapping[str, object]]:
    return _codes(person).values("kind", "value", "made_at")


def _erase_codes(person: Person, at: datetime) -> int:
    return _codes(person).update(value=None)


def _export_passkeys(person: Person) -> Iterable[Mapping[str, object]]:
    return Passkey.objects.filter(leaf__in=person.leaves).values("label", "made_at", "used_at", "removed_at")


def _erase_passkeys(person: Person, at: datetime) -> int:
    return Passkey.objects.filter(leaf__in=person.leaves).delete()[0]


def _export_pins(person: Person) -> Iterable[Mapping[str, object]]:
    return CustomerPin.objects.filter(leaf__in=person.leaves).values("set_at", "locked_until")


def _erase_pins(person: Person, at: datetime) -> int:
    return CustomerPin.objects.filter(leaf__in=person.leaves).delete()[0]


def _export_preferences(person: Person) -> Iterable[Mapping[str, object]]:
    told = (one for one in preference_words(person.leaves) if one.value)
    return [
        {"kind": one.kind, "name": one.name, "value": one.value, "source": one.source, "said_at": one.said_at}
        for one in sorted(told, key=lambda one: (one.kind, one.name, one.said_at))
    ]


def _erase_preferences(person: Person, at: datetime) -> int:
    return Preference.objects.filter(leaf__in=person.leaves).delete()[0]


def _export_numbers(person: Person) -> Iterable[Mapping[str, object]]:
    rows = NationalNumber.objects.filter(leaf__in=person.leaves, sealed__isnull=False)
    for kind, sealed in rows.values_list("kind", "sealed"):
        try:
            yield {"kind": kind, "number": open_sealed(bytes(sealed or b""), NUMBER_PURPOSE).decode()}
        except SealBroken:  # the key is lost: the number is nobody's to read, and the rest is given all the same
            yield {"kind": kind, "number": None}


def _erase_numbers(person: Person, at: datetime) -> int:
    return NationalNumber.objects.filter(leaf__in=person.leaves, sealed__isnull=False).update(sealed=None)


store_of_words("customers_customer", ["code", "name", "traits"], _export_customer, _erase_customer)
store_of_words("customers_identifier", ["value"], _export_identifiers, _erase_identifiers)
store_of_words("customers_contact_point", ["address"], _export_contact_points, _erase_contact_points)
store_of_words("customers_code", ["value"], _export_codes, _erase_codes)
store_of_words("customers_national_number", ["sealed"], _export_numbers, _erase_numbers)
wordless("customers_erased_identifier", ["digest"], "keyed digests of what was erased")
wordless("customers_likeness_model", ["learnt"], "shares by level, as numbers; no value of any record")
wordless("customers_code", ["digest", "asker"], "keyed digests of six random digits, of an address on the network")
wordless("customers_join", ["leaves"], "ids of leaves")
store_of_words("customers_passkey", ["credential", "public_key", "label"], _export_passkeys, _erase_passkeys)
store_of_words("customers_pin", ["hash"], _export_pins, _erase_pins)
store_of_words("customers_preference", ["name", "value", "sealed"], _export_preferences, _erase_preferences)
wordless("customers_challenge", ["challenge"], "random bytes")
wordless("customers_erasure", ["people", "leaves", "counts", "kept", "digest"], "ids, counts, codes and a keyed digest")
wordless("customers_suggestion", ["why", "alike"], "codes of closed lists and numbers")
wordless("customers_rule_trial", ["changes", "found"], "codes of closed lists, ids and numbers")
wordless("customers_identity_rule", ["kind", "use"], "codes of closed lists")
wordless(
    "customers_listed", ["pattern", "kind", "use", "why"], "identifiers of nobody: fillers, numbers of the shop itself"
)
