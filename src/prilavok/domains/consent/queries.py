"""What can be asked of consents."""

from collections.abc import Sequence
from uuid import UUID

from prilavok.domains.consent.types import ConsentView
from prilavok.kit.pages import Condition, read_rows

_LATEST = "ORDER BY said_at DESC, id DESC LIMIT 1"


def may_write(leaves: Sequence[UUID], channel: str, purpose: str) -> bool:
    """Whether the person of these leaves may be written to: what was said last counts, silence is a no."""
    asked = [
        Condition("leaf_id = ANY(%s::uuid[])", list(leaves)),
        Condition("channel = %s", channel),
        Condition("purpose = %s", purpose),
    ]
    return next(iter(read_rows("given", "consent_consent", row=bool, where=asked, rest=_LATEST)), False)


def list_consents(leaves: Sequence[UUID]) -> list[ConsentView]:
    """Every yes and no of the leaves, the latest first."""
    return read_rows(
        "id, leaf_id, channel, purpose, given, source, actor_kind, actor, said_at",
        "consent_consent",
        row=ConsentView,
        where=[Condition("leaf_id = ANY(%s::uuid[])", list(leaves))],
        rest="ORDER BY said_at DESC, id DESC",
    )
