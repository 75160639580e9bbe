"""What messengers tell beside words: what became of ours, words changed or taken back, said elsewhere, other ids."""

import contextlib
from datetime import datetime
from uuid import UUID

from prilavok.adapters.channels.port import Incoming
from prilavok.domains.connections.types import ConnectionView
from prilavok.domains.conversations.actions import (
    change_words,
    find_named,
    note_seen,
    note_state,
    settle_by_key,
)
from prilavok.domains.conversations.queries import find_conversation, read_message
from prilavok.domains.customers.queries import leaves_with
from prilavok.flows.bot import Heard, keep_heard
from prilavok.flows.hear_echo import hear_echo
from prilavok.flows.outgoing import kept_address
from prilavok.kit.events.actor import Actor

needs = None


def hear_state(told: Incoming, ours: ConnectionView, *, actor: Actor, at: datetime) -> None:
    """Within the caller's story: what became of one message of ours; told twice or late it changes nothing."""
    if not told.about:
        return
    if told.attempt:
        with contextlib.suppress(ValueError):
            settle_by_key(UUID(told.attempt), ours.id, told.address, told.about, actor=actor, at=at)
    called = (told.address, told.user, *told.also)
    addresses = list(dict.fromkeys(kept_address(ours.kind, one) for one in called if one)) or [""]
    note_state(ours.id, addresses, told.about, told.state, error=told.trouble, actor=actor, at=at)


def hear_sign(heard: Heard, *, actor: Actor) -> bool:
    """Within the caller's story; False for what is no such sign. Told twice it changes nothing the second time."""
    told = heard.told
    if told.kind == "state":
        _all_before(heard, actor)
    elif told.kind in {"edit", "removed"}:
        message = find_named(heard.connection.id, told.address, told.about)
        words = told.text if told.kind == "edit" else None
        if message is not None:
            change_words(message, words, said_at=heard.said_at, at=heard.at)
    elif told.kind == "echo":
        hear_echo(heard, actor=actor)
    elif told.kind in {"reaction", "allowed"}:
        found = find_conversation(leaves_with(heard.leaf))
        about = find_named(heard.connection.id, told.address, told.about) if told.about else None
        parts: dict[str, object] = {"about": str(about)} if about is not None else {}
        keep_heard(heard, found.id if found else None, text=told.text or None, parts=parts)
    elif told.kind != "renumbered":
        return False
    return True


def _all_before(heard: Heard, actor: Actor) -> None:
    """They have all that we said up to a message or an instant."""
    told, until = heard.told, heard.said_at
    named = find_named(heard.connection.id, told.address, told.about) if told.about else None
    if named is not None:
        until = read_message(named).sent_at or until
    if told.state in {"delivered", "read"}:
        note_seen(heard.connection.id, heard.leaf, until, told.state, actor=actor, at=heard.at)
