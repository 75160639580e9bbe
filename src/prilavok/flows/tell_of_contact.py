"""Parts of stories that change a customer's contacts: each contact of theirs hears of it, with a link to say no."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import override

from prilavok.domains.conversations.types import NewOut
from prilavok.domains.customers.queries import mask_value
from prilavok.flows.messages import language_of, not_me_link, our_address, write_and_queue
from prilavok.insights.proven_way import ProvenWay
from prilavok.kit.events.actor import Actor
from prilavok.kit.words import LANGUAGES

needs = None  # a part of other stories


def tell_added(
    ways: Sequence[ProvenWay], kind: str, value: str, *, tie: UUID, browser: UUID, actor: Actor, at: datetime
) -> None:
    """Whatever they agreed to: this is no news and no offer, only its true owner can say that it was not they."""
    link = not_me_link(tie, browser, at)
    for way in ways:
        text = _said(way, "added", {"contact": mask_value(kind, value), "link": link})
        _write(way, text, key=f"contact.added:{tie}:{way.leaf}", template="contact.added", actor=actor, at=at)


def tell_removed(ways: Sequence[ProvenWay], kind: str, masked: str, *, actor: Actor, at: datetime) -> None:
    """The same of a contact that was taken away, which is told too."""
    for way in ways:
        text = _said(way, "removed", {"contact": masked, "link": our_address("/shop/chat")})
        key = f"contact.removed:{way.leaf}:{at:%Y%m%d%H%M%S%f}"
        _write(way, text, key=key, template="contact.removed", actor=actor, at=at)


def _said(way: ProvenWay, what: str, facts: dict[str, str]) -> str:
    language = language_of(way.leaf)
    with override(language if language in LANGUAGES else LANGUAGES[0]):
        told = {
            "added": _("%(contact)s was added to your page with us. If it was not you, take it away here: %(link)s"),
            "removed": _("%(contact)s was taken off your page with us. If it was not you, write to us: %(link)s"),
        }[what]
        return told % facts


def _write(way: ProvenWay, text: str, *, key: str, template: str, actor: Actor, at: datetime) -> None:
    new = NewOut(
        conversation=None, leaf=way.leaf, channel=way.channel, connection=way.connection, address=way.address,
        text=text, key=f"notice:{key}", kind="notice", template=template,
    )  # fmt: skip
    write_and_queue(new, actor=actor, at=at)
