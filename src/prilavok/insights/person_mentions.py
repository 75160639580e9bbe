"""By what a person is found in the words of others: their own names, sealed where they have to wait."""

import json
from base64 import b64decode, b64encode
from collections.abc import Sequence

from prilavok.domains.customers.queries import names_of_leaves, read_customers
from prilavok.insights.erasure_preview import ErasurePreview
from prilavok.kit.mentions import any_of, mentions, mentions_of_names
from prilavok.kit.secrets import open_sealed, seal

Named = Sequence[tuple[str, str]]
_PURPOSE = "person.mentions"
_VALUES = ("card", "telegram", "import")
_SAID = ("phone", "email", *_VALUES, "name")


def named_of(found: ErasurePreview) -> Named:
    """Kind and value of what names them, whole; to be asked before it is erased."""
    named = {("name", one.name) for one in read_customers(found.people).values()}
    for _leaf, (kind, value, _made_up) in names_of_leaves(found.leaves):
        # As the outside knows it, without our connection or the list it came with.
        named.add((kind, value.rpartition(":")[2] if kind in ("telegram", "import") else value))
    return sorted((kind, value) for kind, value in named if kind in _SAID and value)


def pattern_of(named: Named) -> str:
    """What finds their identifiers, see kit.mentions; a name alone may be a namesake's."""
    phones, mails = [value for kind, value in named if kind == "phone"], [v for kind, v in named if kind == "email"]
    return mentions(phones=phones, mails=mails, values=[value for kind, value in named if kind in _VALUES])


def pattern_with_name(named: Named) -> str:
    """The same and their whole name: for what is kept to mend a sender, and is missed by nobody."""
    return any_of([pattern_of(named), mentions_of_names([value for kind, value in named if kind == "name"])])


def seal_named(named: Named) -> str:
    """To be kept with a job: what is sealed is no word to whoever reads the database."""
    return b64encode(seal(json.dumps(list(named), ensure_ascii=False).encode(), _PURPOSE)).decode()


def open_named(sealed: str) -> Named:
    """What was sealed. Raises SealBroken."""
    return [(str(kind), str(value)) for kind, value in json.loads(open_sealed(b64decode(sealed), _PURPOSE))]
