"""By what a person is found in the words of others: their own names, sealed where they have to wait."""

import json
from base64 import b64decode, b64encode
from collections.abc import Sequence

from prilavok.domains.customers.queries import named_alone, read_customers
from prilavok.insights.erasure_preview import ErasurePreview
from prilavok.kit.mentions import any_of, mentions, mentions_of_names
from prilavok.kit.secrets import open_sealed, seal

Named = Sequence[tuple[str, str]]
_PURPOSE = "person.mentions"
_SAID = ("phone", "email", "card", "import", "name")


def named_of(found: ErasurePreview) -> Named:
    """Kind and value of what names them, whole; to be asked before it is erased."""
    named = {("name", one.name) for one in read_customers(found.people).values()}
    named |= set(named_alone(found.leaves))
    return sorted((kind, value) for kind, value in named if kind in _SAID and value)


def pattern_of(named: Named) -> str:
    """What finds their identifiers, see kit.mentions; a name alone may be a namesake's.

    Of the code that a list had, the code without its source; a short one, and a short card, is only itself where a list
    says that it is one (see flows.moving_in.blank_rows).
    """
    phones, mails = [value for kind, value in named if kind == "phone"], [v for kind, v in named if kind == "email"]
    values = [value.partition(":")[2] if kind == "import" else value for kind, value in named]
    told = [value for (kind, _value), value in zip(named, values, strict=True) if kind in ("card", "import")]
    return mentions(phones=phones, mails=mails, values=told)


def pattern_with_name(named: Named) -> str:
    """The same and their whole name: for what is kept to mend a sender, and is missed by nobody."""
    return any_of([pattern_of(named), mentions_of_names([value for kind, value in named if kind == "name"])])


def seal_named(named: Named) -> str:
    """To be kept with a job: what is sealed is no word to whoever reads the database."""
    return b64encode(seal(json.dumps(list(named), ensure_ascii=False).encode(), _PURPOSE)).decode()


def open_named(sealed: str) -> Named:
    """What was sealed. Raises SealBroken."""
    return [(str(kind), str(value)) for kind, value in json.loads(open_sealed(b64decode(sealed), _PURPOSE))]
