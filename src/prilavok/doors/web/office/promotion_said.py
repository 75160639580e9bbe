"""What a typed form of a promotion says; what cannot be meant is said beside its field, all of it at once."""

import re
from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from prilavok.domains.promotions.types.acts import (
    Act,
    FixedPrice,
    Gift,
    OffEach,
    OffTogether,
    Part,
    Percent,
    Points,
    Reach,
    SetPrice,
    SomeFree,
    Step,
    Steps,
)
from prilavok.domains.promotions.types.keeping import Timed
from prilavok.domains.promotions.types.pricing import Conditions
from prilavok.doors.web.office.promotion_draft import PARTS, Draft
from prilavok.doors.web.parts.names import NAMES
from prilavok.doors.web.parts.workplaces import Text
from prilavok.insights.promoted_goods import goods_of_keys
from prilavok.kit.errors import Refused
from prilavok.kit.money import read_money

NUMBER = _("Write a whole number, such as 3.")
SHARE = _("Write a share from 0.01 to 100 per cent.")
MONEY = _("Write an amount above nought, such as 500 or 99.90.")
TIMES = _("Write how many times, from 1 to 100, or points on top.")
WHEN = _("Write a day and a time.")
CHOICE = _("Choose one of those offered.")
#: where what the domain refuses stands in the form, and what is said there
WRONG: dict[str, tuple[str, Text]] = {
    "amount": ("amount", MONEY),
    "share": ("share", SHARE),
    "steps": ("steps", _("Say at least one step, each from more than the one above it.")),
    "per": ("per", NUMBER),
    "every": ("every", _("At least one is free, and not more than there are.")),
    "parts": ("parts", _("Say at least one part, each with goods and how many.")),
    "gift": ("gift", _("Choose the gift and how many.")),
    "times": ("times", TIMES),
    "reach": ("reach", _("Choose goods, or say that all goods are meant.")),
    "days": ("days", CHOICE),
    "minutes": ("from", _("Write both hours, or none.")),
    "group": ("group", _("Write a shorter name, up to 60 letters.")),
    "least": ("least_amount", MONEY),
    "limit": ("per_order", NUMBER),
    "order": ("order", _("Write a number from 0 to 10000.")),
    "until": ("until", _("It must end after it begins.")),
    "name": ("name_ru", _("Give it a name in at least one language.")),
    "code": ("code", _("Give it a short code that no other promotion has.")),
    "draft": ("name_ru", _("There is nothing to be published.")),
}
_SHARE = re.compile(r"(\d{1,3})(?:[.,](\d{1,2}))?", re.ASCII)
_TIMES = re.compile(r"(\d{1,3})(?:[.,](\d{1,4}))?", re.ASCII)
_HOUR = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)
_LARGEST = 10**9


def said_of(draft: Draft, zone: str, currencies: Collection[str]) -> Timed | None:
    """What the form says; None where something is wrong, which the draft then names beside its fields."""
    return _Reading(draft, zone, currencies).timed()


class _Reading:
    """One reading of a form: every field is asked, so that a person sees all that is wrong together."""

    def __init__(self, draft: Draft, zone: str, currencies: Collection[str]) -> None:
        self.draft, self.zone, self.wrong = draft, ZoneInfo(zone), draft.wrong
        self.currency = draft.texts["currency"]
        if self.currency not in currencies:
            self.wrong["currency"] = CHOICE
            self.currency = next(iter(currencies), "KZT")

    def timed(self) -> Timed | None:
        since, until = self.instant("since", needed=True), self.instant("until")
        said = self.conditions(self.act())
        return None if self.wrong or since is None or said is None else Timed(said, since, until)

    def conditions(self, act: Act | None) -> Conditions | None:
        texts, lists = self.draft.texts, self.draft.lists
        least = self.money("least_amount", texts["least_amount"]) if texts["least_amount"] else 0
        more: dict[str, Any] = {
            name: self.whole(name) for name in ("least_quantity", "per_order", "per_customer", "in_all")
        }
        days = tuple(sorted({int(one) for one in lists["days"] if one in tuple("0123456")}))
        more |= {name: bool(texts[name]) for name in ("known", "first", "right", "stop")}
        more |= {name: self.ids(name) for name in ("places", "segments", "segments_not")}
        order, minutes = self.whole("order", 0, 10_000), self.minutes()
        if act is None:
            return None
        return Conditions(
            act=act,
            reach=Reach() if isinstance(act, SetPrice) else self.reach(),
            order=order,
            group=texts["group"],
            days=() if len(days) == 7 else days,
            minutes=minutes,
            touchpoints=tuple(one for one in lists["touchpoints"] if one in NAMES["touchpoint"]),
            currency=self.currency,
            least_amount=least,
            **more,
        )

    def reach(self, name: str = "reach") -> Reach:
        lists, whole = self.draft.lists, name == "reach" and bool(self.draft.texts["whole"])
        goods = goods_of_keys([] if whole else lists[name])
        but = goods_of_keys(lists["but"]) if name == "reach" else goods_of_keys(())
        none = not (but.variants or but.products or but.categories)
        return Reach(whole, goods.variants, goods.products, goods.categories, None if none else but)

    def act(self) -> Act | None:
        match self.draft.texts["kind"]:
            case "percent":
                return Percent(self.share("share"))
            case "off_each":
                return OffEach(self.money("amount"), self.whole("per", 1))
            case "fixed_price":
                return FixedPrice(self.money("amount"), self.whole("per", 1))
            case "off_together":
                return OffTogether(self.money("amount"))
            case "some_free":
                share = self.share("share") if self.draft.texts["share"] else 10_000
                return SomeFree(self.whole("every", 1), self.whole("free", 1), share)
            case "set_price":
                return SetPrice(self.parts(), self.money("amount"))
            case "steps":
                return self.steps()
            case "gift":
                return self.gift()
            case "points":
                return self.points()
        self.wrong["kind"] = CHOICE
        return None

    def parts(self) -> tuple[Part, ...]:
        quantities = self.draft.lists["part_quantity"]
        return tuple(
            Part(self.reach(name), self.number("parts", text, 1)) for name, text in zip(PARTS, quantities, strict=False)
        )

    def steps(self) -> Steps | None:
        by, lists = self.draft.texts["by"], self.draft.lists
        if by not in ("quantity", "amount"):
            self.wrong["by"] = CHOICE
            return None
        found = tuple(
            Step(
                self.share("steps", share),
                self.money("steps", least) if by == "amount" else self.number("steps", least, 1),
            )
            for least, share in zip(lists["step_from"], lists["step_share"], strict=True)
        )
        return Steps("amount" if by == "amount" else "quantity", found)

    def gift(self) -> Gift | None:
        chosen = goods_of_keys(self.draft.lists["gift"]).variants
        quantity = self.whole("quantity", 1)
        if not chosen:
            self.wrong["gift"] = WRONG["gift"][1]
            return None
        return Gift(chosen[0], quantity)

    def points(self) -> Points:
        text, extra = self.draft.texts["times"] or "1", self.whole("extra")
        times = self.decimal(_TIMES, text, 4)
        if times is None or not 10_000 <= times <= 1_000_000 or (times == 10_000 and not extra):
            self.wrong["times"] = TIMES
            times = 10_000
        return Points(times, extra)

    def share(self, name: str, text: str | None = None) -> int:
        share = self.decimal(_SHARE, self.draft.texts[name] if text is None else text, 2)
        if share is None or not 1 <= share <= 10_000:
            self.wrong[name] = SHARE
            return 1
        return share

    def decimal(self, written: re.Pattern[str], text: str, decimals: int) -> int | None:
        found = written.fullmatch(text.removesuffix("%").strip())
        return int(found[1] + (found[2] or "").ljust(decimals, "0")) if found else None

    def whole(self, name: str, least: int = 0, most: int = _LARGEST) -> int:
        return self.number(name, self.draft.texts[name] or ("" if least else "0"), least, most)

    def number(self, name: str, text: str, least: int, most: int = _LARGEST) -> int:
        if text.isascii() and text.isdigit() and len(text) <= 10 and least <= int(text) <= most:
            return int(text)
        self.wrong[name] = WRONG[name][1] if name == "order" else NUMBER
        return least

    def money(self, name: str, text: str | None = None) -> int:
        typed = self.draft.texts[name] if text is None else text
        try:
            amount = read_money(re.sub(r"\s", "", typed).replace(",", "."), self.currency).amount
        except (Refused, ValueError):
            amount = 0
        if not 0 < amount <= 10**12:
            self.wrong[name] = MONEY
            return 1
        return amount

    def ids(self, name: str) -> tuple[UUID, ...]:
        try:
            return tuple(UUID(one) for one in dict.fromkeys(self.draft.lists[name]))
        except ValueError:
            self.wrong[name] = CHOICE
            return ()

    def minutes(self) -> tuple[int, int]:
        typed = [self.draft.texts["from"], self.draft.texts["to"]]
        if typed == ["", ""]:
            return (0, 0)
        hours = [_HOUR.fullmatch(one) for one in typed]
        begin, end = (0 if one is None else int(one[1]) * 60 + int(one[2]) for one in hours)
        if None in hours:
            self.wrong["from"] = WRONG["minutes"][1]
        return begin, end

    def instant(self, name: str, *, needed: bool = False) -> datetime | None:
        text = self.draft.texts[name]
        if not text and not needed:
            return None
        try:
            at = datetime.fromisoformat(text)
            if at.tzinfo is None and 2000 <= at.year < 2100:
                return at.replace(tzinfo=self.zone)
        except ValueError:
            pass
        self.wrong[name] = WHEN
        return None
