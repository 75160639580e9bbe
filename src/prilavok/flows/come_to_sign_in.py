"""A customer presses Start in our bot by the link to sign in: they are told the digits to enter where they took it."""

from secrets import randbelow, token_hex
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import override

from prilavok.domains.conversations.actions import hide_ended_codes
from prilavok.domains.conversations.errors import PassportEnded
from prilavok.domains.conversations.types import NewOut
from prilavok.domains.customers.actions import tell_by_link
from prilavok.domains.customers.queries import may_be_told
from prilavok.flows.bot import Heard, keep_heard, language_heard_in, refuse, speak_up
from prilavok.flows.buttons import button_text
from prilavok.flows.messages import write_and_queue
from prilavok.kit.events.actor import Actor
from prilavok.kit.words import LANGUAGES

needs = None  # a part of another story


def come_to_sign_in(heard: Heard, code: UUID, *, actor: Actor) -> None:
    """Within the caller's story: the first who comes by the link has it alone, and joins nobody by coming.

    Whose messenger was never proven to be the customer's it is held to be (a list named it) shares the phone first, and
    presses again. Nothing of it is seen in the browser that asked.
    """
    if not keep_heard(heard, None):
        return
    told = may_be_told(heard.leaf)
    digits = f"{randbelow(1_000_000):06d}" if told else token_hex(16)
    if not tell_by_link(code, digits, heard.leaf, at=heard.at):
        refuse(heard, None, PassportEnded(), actor=actor)
        return
    language = language_heard_in(heard)
    if not told:
        asking = {"ask_phone": button_text("phone", language)}
        speak_up(heard, None, "bot.share_first", _share_first(language), asking, actor)
        return
    hide_ended_codes(heard.at)
    new = NewOut(
        conversation=None, leaf=heard.leaf, channel=heard.channel, connection=heard.connection.id,
        address=heard.told.address, text=_words(digits, language), key=f"code:{code}:{heard.told.key}",
        kind="code",
    )  # fmt: skip
    write_and_queue(new, actor=actor, at=heard.at)


def _words(digits: str, language: str) -> str:
    """What warns whoever was sent the link by somebody who now waits for the digits."""
    with override(language if language in LANGUAGES else LANGUAGES[0]):
        return _(
            "Your code to sign in on our site: %(digits)s\nType it on the page where you pressed the button yourself;"
            " it is good for a few minutes. If somebody sent you the link or asks for the code, tell it to nobody, us"
            " included: it would let them in as you."
        ) % {"digits": digits}


def _share_first(language: str) -> str:
    with override(language if language in LANGUAGES else LANGUAGES[0]):
        return _(
            "To sign in on our site by this messenger, share your phone by the button below, so that we know it is you."
            " Then open the bot from our site once more."
        )
