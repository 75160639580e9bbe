"""What can be asked of checked documents and national numbers."""

from datetime import date, datetime
from uuid import UUID

from prilavok.domains.customers.models import DocumentCheck, LeafOwner, NationalNumber
from prilavok.domains.customers.rules.numbers import DOCUMENTS as DOCUMENTS
from prilavok.domains.customers.rules.numbers import NUMBER_LAWS, law_of_numbers
from prilavok.domains.customers.types.documents import CheckView, NumberLaw, NumberUseView
from prilavok.kit import secrets
from prilavok.kit.pages import Condition, read_rows

_PURPOSE = "customers national number"


def standing_check(customer: UUID, staff: UUID, at: datetime) -> CheckView | None:
    """The document of this customer that this member of staff looked at and that still opens; None where none does."""
    rows = read_rows(
        "id, customer_id, kind, checked_by, place, checked_at, ends_at",
        "customers_document_check",
        row=CheckView,
        where=[
            Condition("customer_id = %s::uuid", customer),
            Condition("checked_by = %s::uuid", staff),
            Condition("checked_at <= %s AND ends_at > %s", at, at),
        ],
        rest="ORDER BY checked_at DESC, id DESC LIMIT 1",
    )
    return rows[0] if rows else None


def is_checked(leaf: UUID, staff: UUID, at: datetime) -> bool:
    """Whether this member of staff looked at the document of the leaf's customer, and it still opens."""
    whose = LeafOwner.objects.filter(leaf=leaf, valid_to__isnull=True).values("customer_id")
    standing = DocumentCheck.objects.filter(customer__in=whose, checked_by=staff, checked_at__lte=at, ends_at__gt=at)
    return standing.exists()


def number_use() -> NumberUseView | None:
    """On which ground national numbers are taken now; None where they are not."""
    columns = "kind, country, ground, valid_from, set_by"
    asked = [Condition("valid_to IS NULL")]
    return next(iter(read_rows(columns, "customers_number_use", row=NumberUseView, where=asked)), None)


def number_laws(day: date) -> list[NumberLaw]:
    """What the law of each country known here says of national numbers on that day."""
    told = (law_of_numbers(country, day) for country in sorted({law.country for law in NUMBER_LAWS}))
    return [law for law in told if law is not None]


def open_number(customer: UUID) -> str:
    """The customer's number in full, for those who may see it and nobody else; "" where there is none.

    Raises SealBroken where the key it was sealed with is lost.
    """
    mine = LeafOwner.objects.filter(customer=customer, valid_to__isnull=True).values("leaf_id")
    rows = NationalNumber.objects.filter(leaf__in=mine, sealed__isnull=False).values_list("sealed", flat=True)
    return next((secrets.open_sealed(bytes(sealed or b""), _PURPOSE).decode() for sealed in rows), "")
