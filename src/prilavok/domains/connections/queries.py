"""What can be asked of connections."""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.db.models import Case, When
from django.utils.translation import gettext_lazy as _

from prilavok.domains.connections.models import Connection, Health
from prilavok.domains.connections.rules import OUTBOX, PURPOSE, unpacked
from prilavok.domains.connections.types import ConnectionView, HealthView
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
    """The oldest connection of a kind that is switched on, or None; the sandbox's own page where there is no other."""
    ours = Case(When(provider=OUTBOX, then=1), default=0)
    found = Connection.objects.filter(kind=kind, on=True).order_by(ours, "created_at", "id").first()
    return _view(found) if found else None


def working_kinds(kinds: Sequence[str]) -> list[str]:
    """Which of these kinds have a connection that is switched on, in the order in which they are asked for."""
    on = set(Connection.objects.filter(kind__in=kinds, on=True).values_list("kind", flat=True))
    return [kind for kind in kinds if kind in on]


def working_ones(connections: Collection[UUID]) -> set[UUID]:
    """Which of these connections are switched on."""
    return set(Connection.objects.filter(id__in=connections, on=True).values_list("id", flat=True))


def open_secrets(connection: UUID) -> dict[str, Secret]:
    """What opens the connection, by name; empty where it has none.

    Raises NotFound, and SealBroken where the key ring is not the one they were sealed with.
    """
    for (sealed,) in Connection.objects.filter(id=connection).values_list("secrets"):
        opened = unpacked(open_sealed(bytes(sealed), PURPOSE)) if sealed is not None else {}
        return {name: Secret(value) for name, value in opened.items()}
    raise NotFound("connection.unknown", _("There is no such connection."))


def list_health() -> dict[UUID, HealthView]:
    """How each connection was found when it was last looked at; those that nobody looked at are left out."""
    rows = Health.objects.values_list("connection", "listens", "waiting", "trouble", "since", "looked_at")
    return {row[0]: HealthView(*row) for row in rows}


def _view(row: Connection) -> ConnectionView:
    return ConnectionView(
        row.id, row.code, row.kind, row.provider, row.name, row.settings, row.sandbox, row.on, row.version
    )
