"""What is looked at of a request and of its events: names of the protocol, in whatever JSON they come."""

from decimal import Decimal

import msgspec

from prilavok.domains.tracking.rules.said import UNREADABLE, Id, Properties, Traits, read_properties, read_traits

_NOTHING = msgspec.Raw()


class Head(msgspec.Struct, rename="camel", gc=False):
    """What is read of an event; all else of it is kept and not looked at."""

    type: str = ""
    message_id: Id = None
    anonymous_id: Id = None
    user_id: Id = None
    previous_id: Id = None
    group_id: Id = None
    event: str | None = None
    original_timestamp: str | None = None
    timestamp: str | None = None
    sent_at: str | None = None


class Told(Head, gc=False):
    """With what it says, where that is in the kinds of the specification: nearly always."""

    properties: Properties | None = None
    traits: Traits | None = None


class _Odd(Head, gc=False):
    """An event whose properties or traits are odd is an event nevertheless."""

    properties: msgspec.Raw = _NOTHING
    traits: msgspec.Raw = _NOTHING


class Batch(msgspec.Struct, rename="camel"):
    """What is read of many sent together."""

    batch: list[msgspec.Raw]
    sent_at: object = None
    context: msgspec.Raw = _NOTHING
    integrations: msgspec.Raw = _NOTHING


_read_event = msgspec.json.Decoder(Told, float_hook=Decimal).decode
_read_odd = msgspec.json.Decoder(_Odd).decode
read_batch = msgspec.json.Decoder(Batch).decode


def read_told(raw: bytes) -> Told:
    """One event, at one go; what is odd is taken apart. Raises msgspec.DecodeError, ValueError, RecursionError."""
    try:
        return _read_event(raw)
    except UNREADABLE:
        one = _read_odd(raw)
    said = read_properties(bytes(one.properties)) if bytes(one.properties) else None
    traits = read_traits(bytes(one.traits)) if bytes(one.traits) else None
    head = {name: getattr(one, name) for name in Head.__struct_fields__}
    return Told(**head, properties=said, traits=traits)
