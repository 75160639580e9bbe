"""What changes connections."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.connections.models import Connection
from prilavok.domains.connections.rules import PURPOSE, packed
from prilavok.domains.connections.types import NewConnection
from prilavok.kit.ids import new_id
from prilavok.kit.secrets import seal
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


wordless("connections_connection", ["name", "settings", "secrets"], "our own logins: what they are called and need")
