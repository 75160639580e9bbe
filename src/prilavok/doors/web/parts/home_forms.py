"""What is typed of an order to be brought home: at the site's checkout, on the tablet."""

from uuid import UUID

from django.http import QueryDict

from prilavok.domains.shipments.types.delivering import Delivering
from prilavok.doors.web.parts.slot_forms import read_wait
from prilavok.insights.known_home import known_home


def read_delivering(form: QueryDict) -> Delivering:
    """The form's fields as typed; what is missing or cannot be is refused where the order is placed.

    zone: the id of a part of town and, after a colon, what bringing costs there as it was shown.
    """
    zone, _colon, shown = form.get("zone", "").partition(":")
    return Delivering(
        address=form.get("address", "")[:400],
        recipient=form.get("recipient", "")[:200],
        phone=form.get("phone", "")[:60],
        note=form.get("note", "")[:400],
        zone=_id(zone),
        pay="before" if form.get("pay") == "before" else "door",
        expected=int(shown) if shown.isascii() and shown.isdigit() and len(shown) < 14 else None,
        wait_until=read_wait(form),
    )


def home_fields(form: QueryDict, leaf: UUID) -> dict[str, object]:
    """What stands in the fields: what was typed; else what is known of whoever acts by this leaf, as far as it has
    proven enough to be shown that, so that one press orders it.
    """
    known = known_home(leaf)
    if known is None or "address" in form:
        return {"known": known, "filled": form}
    filled = {
        "address": known.address,
        "recipient": known.recipient,
        "phone": known.phone,
        "note": known.note,
        "zone": str(known.zone or ""),
    }
    return {"known": known, "filled": filled}


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
