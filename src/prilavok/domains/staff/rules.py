"""Roles as data: which verbs there are, in which scope each default role may do them; what a login and password are."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from prilavok.domains.staff.types import Scope

# Narrow to wide; a right in a wider scope covers the narrower ones.
SCOPES: tuple[Scope, ...] = ("own", "place", "brand", "company")
VERBS = frozenset(
    {
        "baskets.change",
        "board.see",
        "bookings.keep",
        "bookings.see",
        "bookings.set_up",
        "catalog.change",
        "catalog.see",
        "claims.decide",
        "claims.open",
        "conversations.answer",
        "conversations.see",
        "customers.audit",
        "customers.documents",
        "customers.erase",
        "customers.export",
        "customers.join",
        "customers.law",
        "customers.prefer",
        "customers.rules",
        "customers.see",
        "customers.see_numbers",
        "customers.see_raw",
        "deliveries.set_up",
        "giftcards.block",
        "giftcards.issue",
        "giftcards.see",
        "hooks.keep",
        "imports.load",
        "imports.see",
        "jobs.requeue",
        "jobs.see",
        "offers.send",
        "orders.change",
        "orders.hand_over",
        "orders.place",
        "orders.return",
        "orders.return_outside",
        "orders.return_terms",
        "orders.see",
        "orders.see_sums",
        "orders.send_home",
        "outbox.see",
        "payments.match",
        "payments.take",
        "payments.waiting",
        "places.see",
        "points.see",
        "points.set_up",
        "prices.change",
        "prices.report",
        "prices.see",
        "promotions.change",
        "promotions.see",
        "sales.record",
        "search.use",
        "segments.change",
        "segments.see",
        "settlements.close",
        "settlements.see",
        "shipments.deliver",
        "shipments.pick",
        "shipments.set_up",
        "staff.manage",
        "staff.see",
        "stock.count",
        "stock.expect",
        "stock.keep_back",
        "stock.lots",
        "stock.overrule",
        "stock.receive",
        "stock.see",
        "stock.transfer",
        "stock.write_off",
        "tags.confirm",
        "taxes.change",
        "tills.keep",
        "tracking.keep",
        "watch.see",
    }
)
SHORTEST_PASSWORD = 10
_LOGIN = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,58}[a-z0-9])")


@dataclass(frozen=True, slots=True)
class DefaultRole:
    """A role every installation begins with; a shop may change its rights afterwards."""

    code: str
    name: Mapping[str, str]
    rights: Mapping[str, Scope]


def _role(code: str, ru: str, kk: str, en: str, rights: Mapping[str, Scope]) -> DefaultRole:
    return DefaultRole(code, MappingProxyType({"ru": ru, "kk": kk, "en": en}), MappingProxyType(dict(rights)))


def _all(scope: Scope, verbs: str) -> dict[str, Scope]:
    return dict.fromkeys(verbs.split(), scope)


_SEEN_BY_ALL = "catalog.see prices.see stock.see places.see search.use"
DEFAULT_ROLES = (
    _role("owner", "Владелец", "Иесі", "Owner", dict.fromkeys(sorted(VERBS), "company")),
    _role(
        "manager",
        "Управляющий",
        "Басқарушы",
        "Manager",
        _all(
            "company",
            f"{_SEEN_BY_ALL} orders.see orders.see_sums customers.see customers.see_raw points.see"
            " promotions.change promotions.see imports.see imports.load board.see staff.see jobs.see jobs.requeue"
            " sales.record baskets.change conversations.answer conversations.see customers.join customers.rules"
            " hooks.keep orders.change orders.hand_over orders.place outbox.see payments.take shipments.pick"
            " tracking.keep customers.audit customers.erase customers.export offers.send segments.change segments.see"
            " customers.documents customers.prefer customers.see_numbers stock.count stock.expect stock.keep_back"
            " stock.receive stock.lots stock.overrule catalog.change"
            " stock.transfer stock.write_off orders.return orders.return_outside orders.return_terms settlements.see"
            " bookings.keep bookings.see bookings.set_up shipments.set_up prices.change prices.report tags.confirm"
            " taxes.change deliveries.set_up orders.send_home shipments.deliver giftcards.block giftcards.issue"
            " giftcards.see tills.keep claims.decide claims.open payments.match payments.waiting settlements.close"
            " points.set_up",
        ),
    ),
    _role(
        "marketer",
        "Маркетолог",
        "Маркетолог",
        "Marketer",
        _all(
            "company",
            f"{_SEEN_BY_ALL} orders.see orders.see_sums customers.see points.see imports.see board.see"
            " offers.send promotions.change promotions.see segments.change segments.see",
        ),
    ),
    _role(
        "cashier",
        "Кассир",
        "Кассир",
        "Cashier",
        _all("company", _SEEN_BY_ALL)
        | _all(
            "place",
            "orders.see customers.see points.see sales.record orders.change orders.hand_over payments.take"
            " shipments.pick customers.documents stock.count stock.receive stock.transfer orders.return"
            " bookings.keep bookings.see tags.confirm orders.send_home shipments.deliver claims.decide claims.open",
        ),
    ),
    _role(
        "operator",
        "Оператор",
        "Оператор",
        "Operator",
        _all(
            "company",
            f"{_SEEN_BY_ALL} orders.see customers.see customers.see_raw points.see promotions.see baskets.change"
            " conversations.answer conversations.see customers.join orders.change orders.place customers.documents"
            " customers.prefer"
            " bookings.keep bookings.see giftcards.block giftcards.see orders.send_home claims.open",
        ),
    ),
)


def covers(held: Scope, asked: Scope) -> bool:
    """Whether a right held in one scope is enough for a thing that asks for another."""
    return SCOPES.index(held) >= SCOPES.index(asked)


def is_login(text: str) -> bool:
    """Whether the text may be a login: 2 to 60 small Latin letters, digits, dots and dashes, no mark at either end."""
    return _LOGIN.fullmatch(text) is not None


def tidy_login(text: str) -> str:
    """A login as typed: spaces around and capital letters do not matter."""
    return text.strip().lower()


def is_strong(password: str, login: str) -> bool:
    """Whether a password is worth storing: long enough, not the login, not one or two characters repeated."""
    return (
        SHORTEST_PASSWORD <= len(password) <= 256
        and login not in password.lower()
        and len(set(password)) > 2
        and "\x00" not in password
    )
