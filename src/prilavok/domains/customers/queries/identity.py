"""Who is behind a leaf, what holds a customer together, and what an arrival proves."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.customers.errors import CodeEnded, JoinUnknown
from prilavok.domains.customers.models import Code
from prilavok.domains.customers.queries.people import weigh_evidence
from prilavok.domains.customers.rules import (
    CODE_TRIES,
    IIN,
    PROVES,
    RESEND_AFTER,
    arrived_by,
    came_along,
    how_sure,
    mask_identifier,
)
from prilavok.domains.customers.types import (
    AddressView,
    Arrived,
    CodeSent,
    JoinView,
    KnownLeaf,
    LeafView,
    Proves,
    WhyOnePerson,
)
from prilavok.kit.channels import MESSENGERS
from prilavok.kit.pages import Condition, read_rows

_JOIN = "id, kept_id, gone_id, evidence_id, leaves, actor_kind, actor, joined_at, undone_at, undone_by"
_OWNED = """customers_leaf_owner mine JOIN customers_leaf_owner o
    ON o.customer_id = mine.customer_id AND o.valid_to IS NULL"""
_NAMED = """customers_identifier i LEFT JOIN customers_leaf_owner o
    ON o.leaf_id = i.leaf_id AND o.valid_to IS NULL"""
#: a messenger's user is written to by the identifier itself; it is proven once a contact was proven through it
_ADDRESSES = f"""(
    SELECT p.leaf_id, p.channel, p.address, p.made_up, p.verified_at IS NOT NULL AS verified, p.created_at, p.id
    FROM customers_contact_point p WHERE p."on" AND p.address IS NOT NULL
    UNION ALL
    SELECT i.leaf_id, i.kind, i.value, i.made_up, EXISTS (
        SELECT FROM customers_evidence e WHERE e.strength = 'verified' AND e.holds AND e.revoked_at IS NULL
        AND (e.one_id = i.leaf_id OR e.other_id = i.leaf_id)), l.first_seen_at, i.id
    FROM customers_identifier i JOIN customers_leaf l ON l.id = i.leaf_id
    WHERE i.kind IN {MESSENGERS!r} AND i.value IS NOT NULL
) AS one (leaf, channel, address, made_up, verified, since, id)"""


def find_leaf(kind: str, value: str) -> KnownLeaf | None:
    """The leaf that an identifier in its normal form names, and whose it is; one round trip."""
    asked = [Condition("i.kind = %s", kind), Condition("i.value = %s", value)]
    return next(iter(read_rows("i.leaf_id, o.customer_id", _NAMED, row=KnownLeaf, where=asked)), None)


def leaf_is_kept(leaf: UUID) -> bool:
    """Whether there is such a leaf, named by something or (after an erasure) by nothing any more."""
    return bool(read_rows("id", "customers_leaf", row=_one, where=[Condition("id = %s", leaf)]))


def customer_of(leaf: UUID) -> UUID | None:
    """Whose the leaf is now."""
    asked = [Condition("leaf_id = %s", leaf), Condition("valid_to IS NULL")]
    return next(iter(read_rows("customer_id", "customers_leaf_owner", row=_one, where=asked)), None)


def leaves_with(leaf: UUID) -> list[UUID]:
    """All leaves of the leaf's customer, in one order; the leaf alone where nobody owns it."""
    asked = [Condition("mine.leaf_id = %s", leaf), Condition("mine.valid_to IS NULL")]
    return read_rows("o.leaf_id", _OWNED, row=_one, where=asked, rest="ORDER BY o.valid_from, o.leaf_id") or [leaf]


def kinds_of_leaves(leaves: Sequence[UUID]) -> dict[UUID, str]:
    """What kind of identifier each leaf is: "browser", "telegram", "receipt" ...; unknown leaves are left out."""
    asked = [Condition("id = ANY(%s::uuid[])", list(leaves))]
    return dict(read_rows("id, kind", "customers_leaf", row=_pair, where=asked))


def nameless_leaves(leaves: Sequence[UUID]) -> set[UUID]:
    """Those that stand for a sale and for no person."""
    return {leaf for leaf, kind in kinds_of_leaves(leaves).items() if kind == "receipt"}


def contact_addresses(leaves: Sequence[UUID]) -> list[AddressView]:
    """Where the leaves can be written to, the first known first: phones, mail and messengers."""
    asked = [Condition("leaf = ANY(%s::uuid[])", list(leaves))]
    columns = "leaf, channel, address, made_up, verified"
    return read_rows(columns, _ADDRESSES, row=AddressView, where=asked, rest="ORDER BY since, id")


def list_joins(customer: UUID) -> list[JoinView]:
    """The joins that this customer was kept or given up by, the latest first, the undone among them."""
    asked = [Condition("kept_id = %s OR gone_id = %s", customer, customer)]
    return read_rows(_JOIN, "customers_join", row=_join, where=asked, rest="ORDER BY joined_at DESC, id DESC")


def read_join(join: UUID) -> JoinView:
    """One join. Raises JoinUnknown."""
    for found in read_rows(_JOIN, "customers_join", row=_join, where=[Condition("id = %s", join)]):
        return found
    raise JoinUnknown


def why_one_person(customer: UUID) -> WhyOnePerson:
    """The leaves that are one customer, the evidence that ties them to each other or to others, and the joins."""
    leaves = read_rows(
        "l.id, l.kind, l.first_seen_at, o.valid_from",
        "customers_leaf_owner o JOIN customers_leaf l ON l.id = o.leaf_id",
        row=LeafView,
        where=[Condition("o.customer_id = %s", customer), Condition("o.valid_to IS NULL")],
        rest="ORDER BY l.first_seen_at, l.id",
    )
    mine = [one.leaf for one in leaves]
    weighed = weigh_evidence(mine)
    owned = set(mine)
    holding = [tie for tie, _latest in weighed if tie.holds and tie.revoked_at is None]
    ties = [(tie.one, tie.other, tie.strength) for tie in holding if {tie.one, tie.other} <= owned]
    latest = tuple(tie for tie, latest in weighed if latest)
    return WhyOnePerson(customer, tuple(leaves), latest, tuple(list_joins(customer)), how_sure(mine, ties))


def identifiers_of_leaves(leaves: Sequence[UUID]) -> dict[UUID, tuple[str, str, bool]]:
    """Kind and whole value of what names each leaf, and whether we made it up; "" where the value was taken away.

    Of a national number only that there is one: what is kept as its value is a digest.

    Those named by nothing (a receipt) are left out.
    """
    return dict(names_of_leaves(leaves))


def names_of_leaves(leaves: Sequence[UUID]) -> list[tuple[UUID, tuple[str, str, bool]]]:
    """The same with every name of a leaf that has several, the oldest first."""
    asked = [Condition("leaf_id = ANY(%s::uuid[])", list(leaves))]
    columns = "leaf_id, kind, coalesce(value, ''), made_up"
    return read_rows(columns, "customers_identifier", row=_named, where=asked, rest="ORDER BY id")


def read_code(code: UUID) -> CodeSent:
    """A code as its asker may see it. Raises CodeEnded where there is none."""
    found = Code.objects.filter(id=code).values_list("kind", "value", "expires_at", "by")
    for kind, value, expires_at, by in found:
        return CodeSent(code, kind, mask_identifier(kind, value or ""), expires_at, RESEND_AFTER, by)
    raise CodeEnded


def read_code_to_enter(code: UUID, leaf: UUID, at: datetime) -> CodeSent:
    """A code that its asker may still enter. Raises CodeEnded where it is used, too old, tried out or not theirs."""
    live = Code.objects.filter(id=code, leaf=leaf, used_at__isnull=True, expires_at__gt=at, tries__lt=CODE_TRIES)
    if not live.filter(value__isnull=False).exists():
        raise CodeEnded
    return read_code(code)


def read_code_contact(code: UUID) -> tuple[str, str]:
    """Kind and whole value of what a code is to prove: for the flow that sends it. Raises CodeEnded."""
    for kind, value in Code.objects.filter(id=code, value__isnull=False).values_list("kind", "value"):
        return str(kind), str(value)
    raise CodeEnded


def leaf_told(code: UUID) -> UUID | None:
    """The messenger's leaf that a code was told to; None where it went to the contact it proves."""
    return Code.objects.filter(id=code).values_list("told", flat=True).first()


def opens(leaf: UUID) -> Proves:
    """What whoever acts by this leaf may see and do by what the leaf itself has proven, however its customer is known.

    A leaf that has proven nothing attaches and earns, like a phone only named: it sees and takes nothing of others.
    """
    return PROVES[arrived_by(leaf, _proven_ties(leaves_with(leaf))) or "phone"]


def may_be_told(leaf: UUID) -> bool:
    """Whether a code to sign in, told to this messenger's user, opens no more than they have proven.

    They are linked by proof, or all that is known of them came with them. Of whom a list or a likeness made somebody
    else's, nothing is opened before they prove it.
    """
    together = leaves_with(leaf)
    ties = _proven_ties(together)
    linked = PROVES[arrived_by(leaf, ties) or "phone"].see_own == "yes"
    return linked or came_along(leaf, ties) | {leaf} >= set(together)


def leaves_shown(leaf: UUID) -> list[UUID]:
    """The leaves whose facts are shown to whoever acts by this one: all of the customer's where it has proven enough.

    A browser that is known only because its link was followed in a messenger keeps to what is its own: the link may
    have been given to somebody else, who then proved their phone there.
    """
    together = leaves_with(leaf)
    return together if len(together) == 1 or opens(leaf).see_own == "yes" else [leaf]


def mask_value(kind: str, value: str) -> str:
    """An identifier as those see it who may not see it whole."""
    return mask_identifier(kind, value)


def proves(arrived: Arrived) -> Proves:
    """What a way of arriving opens, by the table of docs/agreed.md."""
    return PROVES[arrived]


def _join(id: UUID, kept: UUID, gone: UUID, evidence: UUID, leaves: Sequence[str], *rest: object) -> JoinView:
    return JoinView(id, kept, gone, evidence, tuple(UUID(leaf) for leaf in leaves), *rest)  # type: ignore[arg-type]


def _one(value: UUID) -> UUID:
    return value


def _proven_ties(leaves: Sequence[UUID]) -> list[tuple[UUID, UUID, str]]:
    asked = [
        Condition("one_id = ANY(%s::uuid[]) AND other_id = ANY(%s::uuid[])", list(leaves), list(leaves)),
        Condition("strength = 'verified' AND holds AND revoked_at IS NULL"),
    ]
    return read_rows("one_id, other_id, source", "customers_evidence", row=_tie, where=asked)


def _tie(one: UUID, other: UUID, source: str) -> tuple[UUID, UUID, str]:
    return one, other, source


def _named(leaf: UUID, kind: str, value: str, made_up: bool) -> tuple[UUID, tuple[str, str, bool]]:
    return leaf, (kind, mask_identifier(kind, value) if value and kind == IIN else value, made_up)


def _pair(one: UUID, other: str) -> tuple[UUID, str]:
    return one, other
