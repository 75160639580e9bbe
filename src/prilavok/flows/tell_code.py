"""A code to sign in goes to the messenger of whoever has the contact, if they are connected there; else nowhere."""

from secrets import randbelow
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import override

from prilavok.domains.conversations.actions import hide_ended_codes
from prilavok.domains.conversations.types import NewOut
from prilavok.domains.customers.actions import redraw_code
from prilavok.domains.customers.errors import CodeEnded
from prilavok.domains.customers.queries import find_identifier_leaves, leaves_with, read_code, read_code_contact
from prilavok.flows.messages import language_of, write_and_queue
from prilavok.insights.proven_way import messenger_way
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.jobs.registry import Due, job
from prilavok.kit.words import LANGUAGES

needs = None  # a customer asked for it; whether anybody is found is told to nobody


@job("code.tell")
def tell_code(due: Due, actor: Actor = SYSTEM) -> None:
    """Draw the digits and write them; told again it changes nothing, and a code that ended is told to nobody."""
    code, at = UUID(str(due.facts["code"])), clock.now()
    try:
        kind, value = read_code_contact(code)
    except CodeEnded:
        return
    contact = find_identifier_leaves(kind, [value]).get(value)
    way = messenger_way(leaves_with(contact), read_code(code).by, at) if contact else None
    digits = f"{randbelow(1_000_000):06d}"
    if way is None or not redraw_code(code, digits, way.leaf, at=at):
        return
    hide_ended_codes(at)
    new = NewOut(
        conversation=None, leaf=way.leaf, channel=way.channel, connection=way.connection, address=way.address,
        text=_words(digits, language_of(way.leaf)), key=f"code:{code}", kind="code",
    )  # fmt: skip
    write_and_queue(new, actor=actor, at=at)


def _words(digits: str, language: str) -> str:
    """What the messenger brings, where nobody sees which page the code was asked for on."""
    with override(language if language in LANGUAGES else LANGUAGES[0]):
        return _(
            "Your code to sign in on our site: %(digits)s\nIt is good for 10 minutes. Tell it to nobody, us included. "
            "If you did not ask for it, do nothing."
        ) % {"digits": digits}
