"""What is lent to tills out of the shared whole: kept, used, prolonged."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.tills.errors import NotLent, TillWithdrawn
from prilavok.domains.tills.models import Lease, Till
from prilavok.domains.tills.queries import leases_out, read_till
from prilavok.domains.tills.rules import ROUNDS, digest_of, tidy_word
from prilavok.domains.tills.types import LENT_FOR, MOST_LEASES, LeaseKind, LeaseView, TillView
from prilavok.kit.ids import new_id
from prilavok.kit.words import Person, store_of_words, wordless


def keep_leases(leases: Sequence[LeaseView], *, at: datetime) -> None:
    """Remember what was taken from the shared whole for a till."""
    Lease.objects.bulk_create(
        Lease(
            id=one.id, till_id=one.till, kind=one.kind, promotion=one.promotion, coupon=one.coupon, code=one.code,
            variant=one.variant, units=one.units, lent_at=at, until=one.until, holder=one.holder, salt=one.salt,
            digest=one.digest, rounds=one.rounds,
        )
        for one in leases
    )  # fmt: skip


def use_value(lease: UUID, units: int, *, at: datetime, sale: UUID) -> None:
    """So many units of a lease of money or points were used; with the last of them it has ended, as used.

    Also where it went back meanwhile: what its holder agreed to is used once. The caller holds the till's row.
    """
    row = Lease.objects.get(id=lease)
    if row.units > units:
        Lease.objects.filter(id=lease).exclude(ended="used").update(units=row.units - units)
    else:
        Lease.objects.filter(id=lease).update(ended="used", ended_at=at, sale=sale, digest="", salt="")


def value_lease(till: UUID, kind: LeaseKind, holder: UUID, word: str, units: int, *, at: datetime) -> LeaseView:
    """A lease of money or points as it will be kept, known at the till by the digest of a scanned word.

    One salt serves all that is lent to the till. Slow on purpose, some tenths of a second: ask outside of any story.
    """
    salt = next((one.salt for one in leases_out(till) if one.salt), "") or secrets.token_hex(16)
    return LeaseView(
        new_id(), till, kind, None, None, "", None, units, at + LENT_FOR, holder=holder, salt=salt,
        digest=digest_of(tidy_word(word), salt), rounds=ROUNDS,
    )  # fmt: skip


def lock_to_lend(till: UUID) -> TillView:
    """Hold the till's row, where more may be lent to it. Raises TillUnknown, TillWithdrawn, NotLent."""
    list(Till.objects.select_for_update().filter(id=till).values_list("id"))
    held = read_till(till)
    if held.withdrawn_at is not None:
        raise TillWithdrawn
    if len(leases_out(till)) >= MOST_LEASES:
        raise NotLent("too_many")
    return held


def prolong_leases(till: UUID, *, at: datetime) -> int:
    """What is lent to the till and not over may be used for a whole day from now; how many that are.

    Goods, gift cards and points are left as they are: they are kept in the ledger until their own instant.
    """
    fresh = Lease.objects.filter(till=till, ended="", until__gt=at, kind__in=["promotion", "coupon"])
    return fresh.update(until=at + LENT_FOR)


def _export_leases(person: Person) -> Iterable[Mapping[str, object]]:
    lent = Lease.objects.filter(holder__in=person.leaves, kind="points").order_by("id")
    return lent.values("id", "till_id", "units", "lent_at", "until", "ended_at", "ended", "sale")


def _erase_leases(person: Person, at: datetime) -> int:
    return Lease.objects.filter(holder__in=person.leaves).exclude(digest="").update(digest="", salt="")


store_of_words("tills_lease", ["digest", "salt"], _export_leases, _erase_leases)
wordless("tills_lease", ["code"], "a coupon's code")
