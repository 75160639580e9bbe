"""Shapes that several nouns share: money, words, instants, pages, problems; and text that cannot break anything."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Annotated, Generic, Literal, TypeVar
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from prilavok.kit.money import Money

Item = TypeVar("Item")
_YEARS = range(2000, 2100)


def _fit_text(text: str) -> str:
    if "\x00" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise PydanticCustomError("unfit_text", "text holds a character that cannot be kept")
    return text


def _written(value: object) -> object:
    # Numbers would be taken for seconds since 1970, which nobody who sends one here means.
    if isinstance(value, str) and "T" in value.upper():
        return value
    raise PydanticCustomError("unfit_instant", "not an instant")


def _fit_instant(at: datetime) -> datetime:
    if at.year not in _YEARS:
        raise PydanticCustomError("unfit_instant", "not an instant of this century")
    return at.astimezone(UTC)


def _written_day(value: object) -> object:
    if isinstance(value, str) and len(value) == len("2026-03-02"):
        return value
    raise PydanticCustomError("unfit_day", "not a day")


def _fit_day(day: date) -> date:
    if day.year not in _YEARS:
        raise PydanticCustomError("unfit_day", "not a day of this century")
    return day


Fit = AfterValidator(_fit_text)
Text = Annotated[str, StringConstraints(min_length=1, max_length=80), Fit]
Code = Annotated[str, StringConstraints(min_length=1, max_length=60), Fit]
#: lot or serial numbers of the goods of a line
Pieces = Annotated[list[Annotated[str, StringConstraints(max_length=60), Fit]], Field(max_length=100)]
Path = Annotated[str, StringConstraints(min_length=1, max_length=400), Fit]
AskedInstant = Annotated[AwareDatetime, BeforeValidator(_written), AfterValidator(_fit_instant)]
AskedDay = Annotated[date, BeforeValidator(_written_day), AfterValidator(_fit_day)]
Instant = Annotated[datetime, AfterValidator(lambda at: at.astimezone(UTC))]
Language = Literal["ru", "kk", "en"]
Words = Annotated[Mapping[str, str], Field(description="The same words in Russian (ru), Kazakh (kk), English (en).")]

SetName = Annotated[
    Mapping[str, str] | None, Field(description="The name of the set it is a part of (ru, kk, en); null where of none.")
]


class Shape(BaseModel):
    """What goes out. Fields may be added in v1, never taken away."""

    model_config = ConfigDict(frozen=True)


class Amount(Shape):
    """Money: a whole number of minor units (tiyn, cents) and its ISO 4217 code."""

    amount: int
    currency: str

    @classmethod
    def of(cls, amount: int, currency: str) -> "Amount":
        """The shape of an amount that is known to be one."""
        money = Money(amount, currency)
        return cls(amount=money.amount, currency=money.currency)


class Named(Shape):
    """A thing by its id and code, with its name."""

    id: UUID
    code: str
    name: Words


class Listed(Shape, Generic[Item]):
    """One page of a list. next: send it as `after` for the page behind; null on the last one."""

    items: list[Item]
    next: str | None = None


class Turning(BaseModel):
    """What every list may be asked."""

    limit: Annotated[int, Field(ge=1, le=200, description="Rows of one page.")] = 50
    after: Annotated[
        str | None,
        StringConstraints(min_length=1, max_length=2000),
        Fit,
        Field(description="`next` of the page before; good for two days and for the same filters."),
    ] = None


class FieldProblem(Shape):
    """One part of a call that is not as it must be."""

    field: str
    code: str
    detail: str


class Problem(Shape):
    """RFC 9457. `code` is the stable slug, `type` the same as an address, `detail` a sentence in your language."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[FieldProblem] | None = None
