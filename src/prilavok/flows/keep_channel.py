"""Staff connect a messenger of ours, set it otherwise, or switch it off."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from prilavok.domains.connections.actions import change_connection, put_connection, switch_connection
from prilavok.domains.connections.queries import read_connection
from prilavok.domains.connections.types import NewConnection
from prilavok.flows.channel_settings import offered_as, queue_listening, settings_of
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.settings import where
from prilavok.kit.words import say

needs = "staff.manage"


def add_channel(provider: str, name: str, given: Mapping[str, str], *, actor: Actor, at: datetime) -> UUID:
    """Keep a new login and have its provider post to us; its id. given: by the fields of the provider's manifest.

    An installation that is a sandbox speaks to the provider's sandbox alone. Raises NotFound, SettingMissing and
    SettingUnfit.
    """
    offered = offered_as(provider)
    settings, opening = settings_of(offered, given)
    code = f"{offered.channel}-{secrets.token_hex(6)}"
    named = {language: name.strip()[:80] or offered.title for language in ("ru", "kk", "en")}
    sandbox = where().outside == "sandbox"
    with story():
        new = NewConnection(code, offered.channel, provider, named, settings, opening, sandbox)
        connection = put_connection(new, at=at)
        queue_listening([connection], at)
    return connection


def change_channel(
    connection: UUID, name: str, given: Mapping[str, str], *, version: int, actor: Actor, at: datetime
) -> None:
    """Set a login otherwise, and ask its provider to post to us once more. A secret left empty stays as it is.

    Raises NotFound, SettingMissing, SettingUnfit and ConnectionChanged.
    """
    with story():
        found = read_connection(connection)
        settings, opening = settings_of(offered_as(found.provider), given, of=found)
        named = {language: name.strip()[:80] or say(found.name, language) for language in ("ru", "kk", "en")}
        change_connection(
            connection, name=named, settings=settings, secrets=opening, version=version, actor=actor, at=at
        )
        queue_listening([connection], at)


def switch_channel(connection: UUID, on: bool, *, version: int, actor: Actor, at: datetime) -> None:
    """Use a login from now on, or not any more. Raises NotFound and ConnectionChanged."""
    with story():
        offered_as(read_connection(connection).provider)
        switch_connection(connection, on, version=version, actor=actor, at=at)
        if on:
            queue_listening([connection], at)
