"""Facts as they are stored, written and read by their verb."""

from functools import cache

import msgspec

from prilavok.kit.events.facts.kinds import Facts
from prilavok.kit.events.facts.verbs import BEHAVIOUR, EVENTS


class FactsUnfit(ValueError):
    """An event's facts are not those of its verb: a bug of the writer, never a refusal."""


def write_facts(verb: str, facts: Facts, verbs: dict[str, type[Facts]]) -> str:
    """The facts as JSON text. Raises FactsUnfit for an unknown verb, a foreign struct, or a value of a wrong kind."""
    struct = verbs.get(verb)
    if struct is None:
        raise FactsUnfit(f"no such verb: {verb!r}")
    if type(facts) is not struct:
        raise FactsUnfit(f"{verb} tells {struct.__name__}, not {type(facts).__name__}")
    try:
        # A struct does not look at its values when made; reading its own writing does, strictly.
        raw = msgspec.json.encode(facts)
        _reader(struct).decode(raw)
    except (msgspec.ValidationError, TypeError) as trouble:
        raise FactsUnfit(f"{verb}: {trouble}") from None
    return raw.decode()


def read_facts(verb: str, stored: str | bytes) -> Facts:
    """The facts of a stored row. Raises FactsUnfit for a verb the house does not know."""
    struct = EVENTS.get(verb) or BEHAVIOUR.get(verb)
    if struct is None:
        raise FactsUnfit(f"no such verb: {verb!r}")
    try:
        return _reader(struct).decode(stored)
    except msgspec.ValidationError:
        pass  # a row written by a later edition may tell more: what this edition does not know is passed over
    known = msgspec.json.decode(stored, type=dict[str, object])
    return msgspec.convert({name: known[name] for name in struct.__struct_fields__ if name in known}, struct)


@cache
def _reader(struct: type[Facts]) -> msgspec.json.Decoder[Facts]:
    return msgspec.json.Decoder(struct)
