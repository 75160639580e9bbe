"""What goods say of attributes, in the reader's language and under its headings."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from babel.numbers import format_decimal
from django.utils.translation import gettext, override

from prilavok.domains.catalog.queries import said_of
from prilavok.domains.catalog.types import AttributeView, GroupView, SaidView, VariantView
from prilavok.insights.shop_products import Offer
from prilavok.kit.words import Words, say

_THOUSANDTHS = Decimal(1000)


@dataclass(frozen=True, slots=True)
class SaidGroup:
    """A heading with what is said under it; None: what stands under no heading."""

    group: GroupView | None
    said: tuple[SaidView, ...]


def said_groups(said: Sequence[SaidView]) -> tuple[SaidGroup, ...]:
    """What is said, heading by heading; what has no heading comes first, as it is ordered."""
    groups: dict[str, list[SaidView]] = {}
    for one in said:
        groups.setdefault(one.attribute.group.code if one.attribute.group else "", []).append(one)
    return tuple(SaidGroup(several[0].attribute.group, tuple(several)) for several in groups.values())


@dataclass(frozen=True, slots=True)
class AttributesUnder:
    """A heading with the attributes under it; None: those under no heading."""

    group: GroupView | None
    attributes: tuple[AttributeView, ...]


def attribute_groups(attributes: Sequence[AttributeView]) -> tuple[AttributesUnder, ...]:
    """Attributes heading by heading, in their order."""
    groups: dict[str, list[AttributeView]] = {}
    for one in attributes:
        groups.setdefault(one.group.code if one.group else "", []).append(one)
    return tuple(AttributesUnder(several[0].group, tuple(several)) for several in groups.values())


def value_words(said: SaidView, language: str) -> str:
    """The value as a reader sees it: names of choices, "6.1 ″", or yes or no."""
    if said.number is not None:
        return number_words(said.number, said.attribute.unit, language)
    if said.yes is not None:
        with override(language):
            return gettext("yes") if said.yes else gettext("no")
    return ", ".join(say(one.name, language) for one in said.choices)


def number_words(thousandths: int, unit: Words, language: str) -> str:
    """A number of an attribute with its unit."""
    told = str(format_decimal(Decimal(thousandths) / _THOUSANDTHS, format="#,##0.###", locale=language))
    return f"{told}\u00a0{say(unit, language)}".rstrip("\u00a0")


def said_lines(variants: Sequence[VariantView], language: str) -> dict[UUID, str]:
    """The same of variants, one question or two for all; those of which nothing is said are left out."""
    said = said_of([one.product for one in variants])
    lines = {one.id: said_line(said[one.product].of(one.id), language) for one in variants if one.product in said}
    return {variant: line for variant, line in lines.items() if line}


def with_said(texts: Sequence[str], offers: Sequence[Offer], language: str) -> list[str]:
    """Texts about offers, each with the line of what is said of its goods behind it."""
    said = said_lines([one.variant for one in offers], language)
    lines = [said.get(one.variant.id, "") for one in offers]
    return [f"{text}\n{line}" if line else text for text, line in zip(texts, lines, strict=True)]


def said_line(said: Sequence[SaidView], language: str, most: int = 4) -> str:
    """The first of them in one line: "Fat 3.2 %, Roast: dark"; for screens and messages with little room."""
    return "; ".join(f"{say(one.attribute.name, language)}: {value_words(one, language)}" for one in said[:most])
