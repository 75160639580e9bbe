"""What can be asked of connections."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from prilavok.domains.connections.models import Connection
from prilavok.domains.connections.rules import PURPOSE, unpacked
from prilavok.domains.connections.types import ConnectionView
from prilavok.kit.errors import NotFound
from prilavok.kit.secrets import Secret, open_sealed


def read_connection(which: str | UUID) -> ConnectionView:
    """One connection by its code or id. Raises NotFound."""
    rows = Connection.objects.filter(id=which) if isinstance(which, UUID) else Connection.objects.filter(code=which)
    for found in rows:
        return _view(found)
    raise NotFound("connection.unknown", _("There is no such connection."))


def list_connections(kind: str = "") -> list[ConnectionView]:
    """All connections, or those of a kind, the oldest first."""
    rows = Connection.objects.filter(kind=kind) if kind else Connection.objects.all()
    return [_view(one) for one in rows.order_by("created_at", "id")]


def is_connected(code: str) -> bool:
    """Whether there is a connection of this code."""
    return Connection.objects.filter(code=code).exists()


def find_working(kind: str) -> ConnectionView | None:
    """The oldest connection of a kind that is switched on, or None."""
    found = Connection.objects.filter(kind=kind, on=True).order_by("created_at", "id").first()
    return _view(found) if found else None


def open_secrets(connection: UUID) -> dict[str, Secret]:
    """What opens the connection, by name; empty where it has none.

    Raises NotFound, and SealBroken where the key ring is not the one they were sealed with.
    """
    for (sealed,) in Connection.objects.filter(id=connection).values_list("secrets"):
        opened = unpacked(open_sealed(bytes(sealed), PURPOSE)) if sealed is not None else {}
        return {name: Secret(value) for name, value in opened.items()}
    raise NotFound("connection.unknown", _("There is no such connection."))


def _view(row: Connection) -> ConnectionView:
    return ConnectionView(
        row.id, row.code, row.kind, row.provider, row.name, row.settings, row.sandbox, row.on, row.version
    )
