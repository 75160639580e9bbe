"""A customer's PIN: set by a leaf, tried at a till, locked when it was wrong too often."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password

from prilavok.domains.customers.errors import PinTrivial, PinUnfit, PinUnset
from prilavok.domains.customers.models import CustomerPin
from prilavok.domains.customers.rules.pins import PIN_TRIES, is_pin, is_trivial, locked_for
from prilavok.domains.customers.types.pins import PinTried
from prilavok.kit import secrets
from prilavok.kit.ids import new_id


def put_pin(leaf: UUID, pin: str, *, leaves: Sequence[UUID], phones: Sequence[str], at: datetime) -> None:
    """Set the PIN of whoever these leaves are, by the leaf among them that has proven enough; one of before is gone.

    phones: the customer's, of which it is not the end. Raises PinUnfit, PinTrivial.
    """
    if not is_pin(pin):
        raise PinUnfit
    if is_trivial(pin, phones):
        raise PinTrivial
    CustomerPin.objects.filter(leaf__in=list(leaves)).exclude(leaf=leaf).delete()
    told = {"hash": make_password(_keyed(leaf, pin)), "set_at": at, "tries": 0, "locked_until": None}
    CustomerPin.objects.update_or_create(leaf_id=leaf, defaults=told, create_defaults=told | {"id": new_id()})


def drop_pin(leaves: Sequence[UUID]) -> bool:
    """They have none from now on; whether they had one."""
    return bool(CustomerPin.objects.filter(leaf__in=list(leaves)).delete()[0])


def try_pin(leaves: Sequence[UUID], pin: str, *, at: datetime) -> PinTried:
    """Try the PIN of whoever these leaves are, the one set last. Two who try at once try one after the other.

    The caller commits also where it is wrong, so that the try counts. Raises PinUnset.
    """
    row = CustomerPin.objects.select_for_update().filter(leaf__in=list(leaves)).order_by("-set_at", "-id").first()
    if row is None:
        raise PinUnset
    if row.locked_until is not None and row.locked_until > at:
        return PinTried(row.leaf_id, False, 0, row.locked_until)
    right = is_pin(pin) and check_password(_keyed(row.leaf_id, pin), row.hash)
    row.tries = 0 if right else row.tries + 1
    locked = locked_for(row.tries)
    row.locked_until = at + locked if locked else None
    row.save(update_fields=["tries", "locked_until"])
    hours = locked // timedelta(hours=1) if locked else 0
    return PinTried(row.leaf_id, right, max(PIN_TRIES - row.tries, 0), row.locked_until, hours)


def _keyed(leaf: UUID, pin: str) -> str:
    # So few digits are found from any hash; without the house's key, which lies outside the database, from none.
    return secrets.lookup(f"{leaf}:{pin}", "customers.pin").hex()
