"""Changes of orders that were confirmed."""

import json
from uuid import UUID

from django.db import connection

from prilavok.domains.orders.types import ChangeKept


def list_changes(order: UUID) -> list[ChangeKept]:
    """The changes of an order that were confirmed, the first first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, key, acts FROM orders_change WHERE order_id = %s ORDER BY changed_at, id", [order])
        rows = cursor.fetchall()
    return [
        ChangeKept(
            id, key, {UUID(act["variant"]): act["quantity"] for act in json.loads(acts) if act["kind"] == "take_out"}
        )
        for id, key, acts in rows
    ]
