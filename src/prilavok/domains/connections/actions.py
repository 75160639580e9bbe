"""What changes connections."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from prilavok.domains.connections.errors import ConnectionChanged
from prilavok.domains.connections.models import Connection, Health
from prilavok.domains.connections.rules import PURPOSE, packed, unpacked
from prilavok.domains.connections.types import NewConnection
from prilavok.kit.errors import NotFound
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import OfChannel, OfConnection
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.ids import new_id
from prilavok.kit.secrets import Secret, open_sealed, seal
from prilavok.kit.words import wordless


def put_connection(new: NewConnection, *, at: datetime) -> UUID:
    """Add the connection if its code is new, its secrets sealed; return its id. One that is there stays as it is."""
    opened = {name: secret.reveal() for name, secret in new.secrets.items()}
    kept, _ = Connection.objects.get_or_create(
        code=new.code,
        defaults={
            "id": new_id(at),
            "kind": new.kind,
            "provider": new.provider,
            "name": dict(new.name),
            "settings": dict(new.settings),
            "secrets": seal(packed(opened), PURPOSE) if opened else None,
            "sandbox": new.sandbox,
            "created_at": at,
        },
    )
    return kept.id


def change_connection(
    connection: UUID,
    *,
    name: Mapping[str, str],
    settings: Mapping[str, str],
    secrets: Mapping[str, Secret],
    version: int,
    actor: Actor,
    at: datetime,
) -> None:
    """Have the login be called so and set so. secrets: only those that change; the others stay as they are sealed.

    Raises NotFound, and ConnectionChanged where somebody did it since.
    """
    found = _expected(connection, version)
    opened = unpacked(open_sealed(bytes(found.secrets), PURPOSE)) if found.secrets is not None else {}
    opened |= {field: secret.reveal() for field, secret in secrets.items()}
    found.name, found.settings = dict(name), dict(settings)
    found.secrets = seal(packed(opened), PURPOSE) if opened else None
    found.version += 1
    found.save(update_fields=["name", "settings", "secrets", "version"])
    _tell("connection.changed", found, actor, at)


def switch_connection(connection: UUID, on: bool, *, version: int, actor: Actor, at: datetime) -> None:
    """Use the login from now on, or not any more. Raises NotFound and ConnectionChanged."""
    found = _expected(connection, version)
    found.on = on
    found.version += 1
    found.save(update_fields=["on", "version"])
    _tell("connection.switched_on" if on else "connection.switched_off", found, actor, at)


def note_health(connection: UUID, *, listens: bool, waiting: int, trouble: str, actor: Actor, at: datetime) -> bool:
    """Note how a connection was found; whether it works otherwise than when it was last looked at, which is told."""
    found = Connection.objects.select_for_update(no_key=True).get(id=connection)
    before = Health.objects.filter(connection=connection).first()
    well, was = listens and not trouble, before is None or (before.listens and not before.trouble)
    since = before.since if before is not None and well == was else at
    found_now = {
        "listens": listens,
        "waiting": max(waiting, 0),
        "trouble": trouble[:60],
        "since": since,
        "looked_at": at,
    }
    Health.objects.update_or_create(connection=found, defaults=found_now)
    if well != was:
        _tell("channel.recovered" if well else "channel.degraded", found, actor, at)
    return well != was


def _expected(connection: UUID, version: int) -> Connection:
    found = Connection.objects.select_for_update(no_key=True).filter(id=connection).first()
    if found is None:
        raise NotFound("connection.unknown", _("There is no such connection."))
    if found.version != version:
        raise ConnectionChanged
    return found


def _tell(verb: str, found: Connection, actor: Actor, at: datetime) -> None:
    told = NewEvent(
        verb=verb,
        occurred_at=at,
        subject_kind="connection",
        subject=found.id,
        connection=found.id,
        actor=actor,
        facts=(OfChannel if verb.startswith("channel.") else OfConnection)(found.id, found.kind),
    )
    record([told], at)


wordless("connections_health", ["trouble"], "a code of what goes wrong")
wordless("connections_connection", ["name", "settings", "secrets"], "our own logins: what they are called and need")
