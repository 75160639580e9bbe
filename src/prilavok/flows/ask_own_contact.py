"""A customer who is signed in has a code sent to a contact to be added to theirs, or to one of theirs to be sure."""

from datetime import datetime
from secrets import randbelow
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import override

from prilavok.domains.customers.actions import put_code
from prilavok.domains.customers.errors import ContactUnconfirmed
from prilavok.domains.customers.queries import (
    address_to_confirm,
    bind_digits,
    contact_kind,
    read_code,
    read_code_contact,
    shown_lately,
)
from prilavok.domains.customers.types import CodeSent
from prilavok.flows.messages import take_tries
from prilavok.flows.send_code import send_code
from prilavok.flows.tell_customer import write_code
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.limits import address_block
from prilavok.kit.words import LANGUAGES

needs = None  # a customer acts, on what is their own


def ask_own_contact(leaf: UUID, contact: str, *, actor: Actor, language: str, address: str, at: datetime) -> CodeSent:
    """Send six digits to a phone or e-mail that whoever acts by this leaf says is theirs too (add_own_contact).

    Who has it, and whether anybody has, changes nothing of the answer. The digits sign nobody in. Raises
    ContactUnconfirmed where nobody has shown here lately who they are, and what send_code raises.
    """
    take_tries(leaf, address, at)
    meant, digits = contact_kind(contact), f"{randbelow(1_000_000):06d}"
    with story():
        if not shown_lately(leaf, at):
            raise ContactUnconfirmed
        code = put_code(leaf, meant, contact, digits=bind_digits(digits), at=at, address=address_block(address))
        kind, value = read_code_contact(code)
        text = _words(digits, language)
        write_code(leaf, kind, value, digits, code=code, language=language, actor=actor, at=at, text=text)
        return read_code(code)


def confirm_own_contact(
    leaf: UUID, contact: UUID, *, actor: Actor, language: str, address: str, at: datetime
) -> CodeSent:
    """Send a code to sign in to a proven phone or e-mail of one's own; entered (prove_code) it opens the contacts.

    Raises ContactUnknown, and what send_code raises.
    """
    whole = address_to_confirm(leaf, contact)
    return send_code(leaf, whole, actor=actor, language=language, address=address, at=at)


def _words(digits: str, language: str) -> str:
    """What warns whoever is asked for the digits by somebody else: they tie this contact to the asker's page."""
    with override(language if language in LANGUAGES else LANGUAGES[0]):
        return _(
            "Your code to add this contact to your page with us: %(digits)s\nIt is good for 10 minutes. Tell it to"
            " nobody: whoever enters it gets what you ordered by this contact onto their page."
        ) % {"digits": digits}
