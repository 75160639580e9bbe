"""The conversation as its customer reads it: what was said in every channel, in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from prilavok.domains.catalog.queries import read_products
from prilavok.domains.catalog.types import ProductView
from prilavok.domains.conversations.queries import end_of_thread, list_conversations
from prilavok.domains.conversations.types import ConversationView, MessageView
from prilavok.domains.staff.queries import read_staff


@dataclass(frozen=True, slots=True)
class Utterance:
    """One message. mine: the customer's own words. by: the first name of the member of staff, "" for the house."""

    message: MessageView
    mine: bool
    by: str
    product: ProductView | None


@dataclass(frozen=True, slots=True)
class Thread:
    """The conversation that goes on, or the last one. talk: None where nothing was ever said."""

    talk: ConversationView | None
    said: tuple[Utterance, ...]


def read_thread(leaves: Sequence[UUID]) -> Thread:
    """What was said with the person of these leaves, the last conversation alone."""
    talks = list_conversations(leaves=leaves, limit=1).rows
    if not talks:
        return Thread(None, ())
    kept = [one for one in end_of_thread(talks[0].id) if one.kind != "code" and one.text]
    staff = read_staff([one.author for one in kept if one.author_kind == "staff" and one.author])
    names = {id: (person.name.split() or [""])[0] for id, person in staff.items()}
    products = read_products([about for one in kept if (about := _product(one))])
    return Thread(
        talks[0],
        tuple(
            Utterance(
                one,
                one.direction == "in",
                names.get(one.author, "") if one.author and one.direction == "out" else "",
                products.get(about) if (about := _product(one)) else None,
            )
            for one in kept
        ),
    )


def _product(message: MessageView) -> UUID | None:
    try:
        return UUID(str(message.parts.get("product", "")))
    except ValueError:
        return None
