"""Offers as lists of goods draw them: the shape of each is kept, and every word, price and count is filled in anew."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from html import escape
from typing import Any
from uuid import UUID

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from prilavok.domains.catalog.types import VariantView
from prilavok.domains.pricing.types import ShownPrice
from prilavok.domains.stock.types import Coming
from prilavok.doors.web.parts.figures import day, money_short, quantity, words
from prilavok.doors.web.parts.kept import kept
from prilavok.insights.shop_products import Elsewhere, Offer


@dataclass(frozen=True, slots=True)
class Shape:
    """What a part of an offer has, of what it may have; never what it says.

    sold: a price. lower: promotions make it cheaper. measured: the price is of so many units. here: units to take.
    package, comes, address: a word on the package, a delivery, an address of a store.
    """

    language: str
    sold: bool = False
    lower: bool = False
    measured: bool = False
    here: bool = False
    package: bool = False
    comes: bool = False
    address: bool = False


@dataclass(frozen=True, slots=True)
class Heart:
    """The way into favourites and out of them. on: it is one. large: with a word beside its sign."""

    language: str
    on: bool = False
    large: bool = False


@dataclass(frozen=True, slots=True)
class _Forms:
    """What the forms of a page's lines share: its language, the token, and the address one comes back to."""

    language: str
    token: SafeString
    here: SafeString


def offer_lines(context: template.Context, offers: Iterable[Offer]) -> SafeString:
    """The lines of a list of offers, dozens on a page: `{% offer_lines offers %}`."""
    forms, loved = _forms(context, context["request"].get_full_path()), _loved(context)
    return SafeString("".join([_line(one, forms, one.variant.id in loved) for one in offers]))


def elsewhere_lines(context: template.Context, elsewhere: Iterable[Elsewhere], unit: str) -> SafeString:
    """The other stores where goods lie, each to be chosen: `{% elsewhere_lines elsewhere offer.variant.unit %}`."""
    forms = _forms(context, context["request"].path)
    return SafeString("".join([_store(one, unit, forms) for one in elsewhere]))


def heart(context: template.Context, variant: VariantView, large: bool = False) -> SafeString:
    """The form that puts a variant into favourites or takes it out: `{% heart offer.variant %}`."""
    here = context.get("here") or context["request"].get_full_path()
    return _heart(variant, variant.id in _loved(context), _forms(context, here), large=large)


def shown_price(price: ShownPrice | None, unit: str) -> SafeString:
    """What it costs here, and what it did before a promotion: `{% shown_price offer.price offer.variant.unit %}`."""
    return _price(price, unit, _language())


def shown_stock(free: int, unit: str) -> SafeString:
    """How many may be taken here now: `{% shown_stock offer.free offer.variant.unit %}`."""
    return _stock(free, unit, _language())


def coming_line(coming: Coming | None, unit: str) -> SafeString:
    """The next delivery, where one is expected: `{% coming_line offer.coming offer.variant.unit %}`."""
    if coming is None:
        return SafeString("")
    return kept("parts/coming.html", Shape(_language()), units=quantity(coming.units, unit), day=day(coming.day))


def _line(offer: Offer, forms: _Forms, loved: bool) -> str:
    variant, language = offer.variant, forms.language
    comes = offer.free <= 0 and offer.coming is not None
    shape = Shape(
        language, sold=offer.price is not None, here=offer.free > 0, package=bool(variant.package), comes=comes
    )
    return kept(
        "shop/offer.html",
        shape,
        product=variant.product,
        variant=variant.id,
        name=words(variant.name) or variant.sku,
        package=variant.package,
        price=_price(offer.price, variant.unit, language),
        stock=_stock(offer.free, variant.unit, language),
        coming=coming_line(offer.coming, variant.unit) if comes else "",
        heart=_heart(variant, loved, forms),
        here=forms.here,
        token=forms.token,
    )


def _heart(variant: VariantView, on: bool, forms: _Forms, *, large: bool = False) -> SafeString:
    return kept(
        "shop/heart.html",
        Heart(forms.language, on, large),
        variant=variant.id,
        name=words(variant.name) or variant.sku,
        here=forms.here,
        token=forms.token,
    )


def _loved(context: template.Context) -> Collection[UUID]:
    shopper: Any = context.get("shopper")
    return shopper.favourites if shopper else ()


def _store(other: Elsewhere, unit: str, forms: _Forms) -> str:
    address = words(other.place.address)
    return kept(
        "shop/elsewhere.html",
        Shape(forms.language, address=bool(address)),
        place=other.place.id,
        name=words(other.place.name),
        address=address,
        free=quantity(other.free, unit),
        here=forms.here,
        token=forms.token,
    )


def _price(price: ShownPrice | None, unit: str, language: str) -> SafeString:
    if price is None:
        return kept("shop/price.html", Shape(language))
    shape = Shape(language, sold=True, lower=price.lower, measured=price.per != 1)
    return kept(
        "shop/price.html",
        shape,
        amount=money_short(price.amount, price.currency),
        now=money_short(price.now, price.currency) if shape.lower else "",
        per=quantity(price.per, unit) if shape.measured else "",
    )


def _stock(free: int, unit: str, language: str) -> SafeString:
    return kept("shop/stock.html", Shape(language, here=free > 0), free=quantity(free, unit) if free > 0 else "")


def _forms(context: template.Context, here: str) -> _Forms:
    # The token comes as something that is made when it is asked for, and is the same for all forms of a page.
    return _Forms(_language(), SafeString(escape(str(context.get("csrf_token", "")))), SafeString(escape(here)))


def _language() -> str:
    return get_language() or "ru"
