"""What a promotion says in words of a shop: what it does, with which goods, when, where, for whom, how often."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from prilavok.domains.audiences.queries import list_segments
from prilavok.domains.places.queries import name_places
from prilavok.domains.promotions.types.acts import (
    FixedPrice,
    Gift,
    Goods,
    OffEach,
    OffTogether,
    Percent,
    Points,
    Reach,
    SetPrice,
    SomeFree,
    Steps,
)
from prilavok.domains.promotions.types.pricing import Conditions
from prilavok.doors.web.parts.figures import number, percent
from prilavok.doors.web.parts.names import name_of
from prilavok.insights.promoted_goods import VARIANT, keys_of, name_goods
from prilavok.kit.money import Money, format_money
from prilavok.kit.words import say

DAYS = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
_MOST_NAMED = 4


class PromotionTeller:
    """Says promotions in the reader's language; what they name is read once for all of them."""

    def __init__(self, every: Iterable[Conditions]) -> None:
        told = list(every)
        self.language = (get_language() or "ru").split("-")[0]
        self.goods = name_goods({key for one in told for key in _keys(one)})
        self.places = name_places() if any(one.places for one in told) else {}
        asked = any(one.segments or one.segments_not for one in told)
        kept = [*list_segments(), *list_segments(archived=True)] if asked else []
        self.segments = {one.id: say(one.name, self.language) for one in kept}

    def sentence(self, said: Conditions) -> str:
        """What it does with which goods, in one line."""
        if isinstance(said.act, SetPrice):
            return self.act(said)
        return " · ".join([self.act(said), self.reach(said.reach)])

    def act(self, said: Conditions) -> str:
        """What it does."""
        act = said.act
        match act:
            case Percent():
                return gettext("%(share)s off") % {"share": percent(act.share)}
            case OffEach():
                return self._each(act.per, gettext("%(amount)s off each piece"), self._off_many(), said, act.amount)
            case FixedPrice():
                return self._each(act.per, gettext("each piece costs %(amount)s"), self._for_many(), said, act.amount)
            case OffTogether():
                return gettext("%(amount)s off together") % {"amount": self.money(act.amount, said)}
            case SomeFree():
                return _of_every(act)
            case SetPrice():
                parts = " + ".join(f"{one.quantity} × {self.named(one.reach)}" for one in act.parts)
                return gettext("%(set)s together for %(amount)s") % {
                    "set": parts,
                    "amount": self.money(act.amount, said),
                }
            case Steps():
                return gettext("the more, the cheaper: %(steps)s") % {"steps": self._steps(act, said)}
            case Gift():
                name = self._name(f"{VARIANT}{act.variant}")
                return gettext("a gift: %(quantity)s × %(gift)s") % {"quantity": number(act.quantity), "gift": name}
            case Points():
                return _points(act)

    def reach(self, reach: Reach) -> str:
        """With which goods."""
        named = gettext("all goods") if reach.all else self.named(reach)
        if reach.but is None:
            return named
        return gettext("%(goods)s, but not %(others)s") % {"goods": named, "others": self.named(reach.but)}

    def named(self, goods: Goods | Reach) -> str:
        """Goods by name, the first few of them."""
        if getattr(goods, "all", False):
            return gettext("all goods")
        return _listed([self._name(key) for key in keys_of(goods)])

    def rest(self, said: Conditions) -> list[str]:
        """When within the week, where, for whom, from how much on, how often: one phrase each."""
        return [*self._when(said), *self._where(said), *self._whom(said), *self._from(said), *_limits(said)]

    def money(self, amount: int, said: Conditions) -> str:
        """An amount in the promotion's currency."""
        return format_money(Money(amount, said.currency), self.language, short=True)

    def _each(self, per: int, one: str, many: str, said: Conditions, amount: int) -> str:
        return (one if per == 1 else many) % {"amount": self.money(amount, said), "per": number(per)}

    def _off_many(self) -> str:
        return gettext("%(amount)s off every %(per)s (g, ml or pieces)")

    def _for_many(self) -> str:
        return gettext("every %(per)s (g, ml or pieces) cost %(amount)s")

    def _steps(self, act: Steps, said: Conditions) -> str:
        return ", ".join(
            gettext("from %(least)s %(share)s")
            % {
                "least": self.money(one.at_least, said) if act.by == "amount" else number(one.at_least),
                "share": percent(one.share),
            }
            for one in act.steps
        )

    def _name(self, key: str) -> str:
        found = self.goods.get(key)
        return say(found.name, self.language) if found else gettext("something that is no longer there")

    def _when(self, said: Conditions) -> list[str]:
        days = ", ".join(str(DAYS[one]) for one in said.days)
        if said.minutes[0] == said.minutes[1]:
            return [days] if days else []
        begin, end = (f"{one // 60:02}:{one % 60:02}" for one in said.minutes)
        return [f"{days} {begin}–{end}".strip()]

    def _where(self, said: Conditions) -> list[str]:
        ways = _listed([str(name_of("touchpoint", one)) for one in said.touchpoints])
        places = _listed([say(self.places[one].name, self.language) for one in said.places if one in self.places])
        return [one for one in (ways, places) if one]

    def _whom(self, said: Conditions) -> list[str]:
        known = gettext("known customers only") if said.known and not said.first else ""
        first = gettext("first order only") if said.first else ""
        right = gettext("by a coupon or a personal offer only") if said.right else ""
        among = self._segments(said.segments)
        without = self._segments(said.segments_not)
        return [
            one
            for one in (
                gettext("for: %(segments)s") % {"segments": among} if among else "",
                gettext("not for: %(segments)s") % {"segments": without} if without else "",
                known,
                first,
                right,
            )
            if one
        ]

    def _segments(self, segments: Sequence[UUID]) -> str:
        gone = gettext("something that is no longer there")
        return _listed([self.segments.get(one, gone) for one in segments])

    def _from(self, said: Conditions) -> list[str]:
        amount = {"amount": self.money(said.least_amount, said)}
        return [
            *([gettext("from %(amount)s on") % amount] if said.least_amount else []),
            *([gettext("from %(n)s pieces on") % {"n": number(said.least_quantity)}] if said.least_quantity else []),
        ]


def _keys(said: Conditions) -> list[str]:
    parts = said.act.parts if isinstance(said.act, SetPrice) else ()
    reached = [said.reach, said.reach.but, *(one.reach for one in parts)]
    gift = [f"{VARIANT}{said.act.variant}"] if isinstance(said.act, Gift) else []
    return [key for one in reached for key in keys_of(one)] + gift


def _of_every(act: SomeFree) -> str:
    told = {"every": number(act.every), "free": number(act.free), "share": percent(act.share)}
    if act.share == 10_000 and act.free == 1:
        return gettext("of every %(every)s the cheapest is free") % told
    if act.share == 10_000:
        return gettext("of every %(every)s the %(free)s cheapest are free") % told
    return gettext("of every %(every)s, %(share)s off the cheapest (%(free)s)") % told


def _points(act: Points) -> str:
    times = f"{act.times // 10_000}" if act.times % 10_000 == 0 else f"{act.times / 10_000:g}"
    more = [gettext("points ×%(times)s") % {"times": times}] if act.times != 10_000 else []
    extra = ngettext("%(n)s point on top", "%(n)s points on top", act.extra) % {"n": act.extra}
    return ", ".join([*more, *([extra] if act.extra else [])])


def _listed(names: Sequence[str]) -> str:
    if len(names) <= _MOST_NAMED:
        return ", ".join(names)
    more = len(names) - _MOST_NAMED
    rest = ngettext("%(n)s more", "%(n)s more", more) % {"n": more}
    return f"{', '.join(names[:_MOST_NAMED])} · {rest}"


def _limits(said: Conditions) -> list[str]:
    limits = (
        (said.per_order, ngettext("%(n)s time an order", "%(n)s times an order", said.per_order)),
        (said.per_customer, ngettext("%(n)s time a customer", "%(n)s times a customer", said.per_customer)),
        (said.in_all, ngettext("%(n)s time in all", "%(n)s times in all", said.in_all)),
    )
    return [words % {"n": count} for count, words in limits if count]
