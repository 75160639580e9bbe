"""The form of a promotion as it was typed: bounded, kept whole whatever is wrong, written again from a draft."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import QueryDict

from prilavok.domains.promotions.types.acts import (
    FixedPrice,
    Gift,
    OffEach,
    OffTogether,
    Percent,
    Points,
    SetPrice,
    SomeFree,
    Steps,
)
from prilavok.domains.promotions.types.keeping import Timed
from prilavok.doors.web.parts.workplaces import Text
from prilavok.insights.promoted_goods import VARIANT, keys_of
from prilavok.kit.money import Money, exact_text
from prilavok.kit.words import LANGUAGES, Words

_LONGEST = 80
_TEXTS = (
    *(f"name_{one}" for one in LANGUAGES),
    *("code", "kind", "share", "amount", "per", "every", "free", "by", "quantity", "times", "extra", "whole"),
    *("since", "until", "from", "to", "currency", "least_amount", "least_quantity", "order", "group"),
    *("per_order", "per_customer", "in_all", "known", "first", "right", "stop"),
)
MOST_PARTS = 10
PARTS = tuple(f"part{nth}" for nth in range(MOST_PARTS))
#: fields that hold several values, with how many at most
_MOST: Mapping[str, int] = {
    "days": 7,
    "touchpoints": 20,
    "places": 500,
    "segments": 50,
    "segments_not": 50,
    "reach": 200,
    "but": 200,
    "gift": 1,
    "step_from": 10,
    "step_share": 10,
    "part_quantity": MOST_PARTS,
    **dict.fromkeys(PARTS, 50),
}
PICKED = ("reach", "but", "gift", *PARTS)


@dataclass(slots=True)
class Draft:
    """What stands in the fields. wrong: what to say beside a field that cannot be meant."""

    texts: dict[str, str]
    lists: dict[str, list[str]]
    wrong: dict[str, Text] = field(default_factory=dict)

    def pick(self, where: str, key: str) -> None:
        """Put goods into a field; into one that holds a single thing instead of it."""
        if where in PICKED and key not in self.lists[where]:
            if _MOST[where] == 1:
                self.lists[where].clear()
            if len(self.lists[where]) < _MOST[where]:
                self.lists[where].append(key)

    def drop(self, where: str, key: str) -> None:
        """Take goods out of a field."""
        if where in PICKED and key in self.lists[where]:
            self.lists[where].remove(key)

    def add_row(self, of: str) -> None:
        """One more step, or one more part of a set, where there is room."""
        if of == "step" and len(self.lists["step_from"]) < _MOST["step_from"]:
            self.lists["step_from"].append("")
            self.lists["step_share"].append("")
        if of == "part" and len(self.lists["part_quantity"]) < MOST_PARTS:
            self.lists["part_quantity"].append("1")

    def drop_row(self, of: str, nth: int) -> None:
        """Take one away; those behind it move up."""
        if of == "step" and nth < len(self.lists["step_from"]):
            del self.lists["step_from"][nth], self.lists["step_share"][nth]
        if of == "part" and nth < len(self.lists["part_quantity"]):
            del self.lists["part_quantity"][nth]
            for below, above in zip(PARTS[nth:], PARTS[nth + 1 :], strict=False):
                self.lists[below] = self.lists[above]
            self.lists[PARTS[-1]] = []


def read_draft(posted: QueryDict) -> Draft:
    """The form as it was sent, cut to what it may hold."""
    texts = {name: posted.get(name, "").replace("\x00", "").strip()[:_LONGEST] for name in _TEXTS}
    lists = {
        name: [one.replace("\x00", "").strip()[:400] for one in posted.getlist(name)[:most]]
        for name, most in _MOST.items()
    }
    steps = min(len(lists["step_from"]), len(lists["step_share"]))
    lists["step_from"], lists["step_share"] = lists["step_from"][:steps], lists["step_share"][:steps]
    return Draft(texts, lists)


def empty_draft(currency: str, zone: str, at: datetime) -> Draft:
    """A form that begins with a tenth off everything from now on."""
    draft = Draft(dict.fromkeys(_TEXTS, ""), {name: [] for name in _MOST})
    draft.texts |= {"kind": "percent", "whole": "1", "per": "1", "by": "quantity", "every": "3", "free": "1"}
    draft.texts |= {"quantity": "1", "currency": currency, "order": "100", "since": _local(at.replace(second=0), zone)}
    return draft


def draft_of(code: str, name: Words, said: Timed, zone: str) -> Draft:
    """The form of what a promotion says."""
    told, draft = said.conditions, empty_draft(said.conditions.currency, zone, said.since)
    reach = told.reach
    draft.texts |= {f"name_{one}": name.get(one, "") for one in LANGUAGES}
    draft.texts |= {"code": code, "whole": "1" if reach.all else "", "order": str(told.order), "group": told.group}
    draft.texts |= {"until": _local(said.until, zone) if said.until else ""}
    draft.texts |= {name: "1" if getattr(told, name) else "" for name in ("known", "first", "right", "stop")}
    for name_ in ("least_quantity", "per_order", "per_customer", "in_all"):
        draft.texts[name_] = str(getattr(told, name_) or "")
    draft.texts["least_amount"] = exact_text(Money(told.least_amount, told.currency)) if told.least_amount else ""
    if told.minutes != (0, 0):
        draft.texts["from"], draft.texts["to"] = (f"{one // 60:02}:{one % 60:02}" for one in told.minutes)
    draft.lists |= {"days": [str(one) for one in told.days], "touchpoints": list(told.touchpoints)}
    for name_ in ("places", "segments", "segments_not"):
        draft.lists[name_] = [str(one) for one in getattr(told, name_)]
    draft.lists |= {"reach": keys_of(reach), "but": keys_of(reach.but)}
    _write_act(draft, said)
    return draft


def _write_act(draft: Draft, said: Timed) -> None:
    act, currency, texts = said.conditions.act, said.conditions.currency, draft.texts
    texts["kind"] = str(act.__struct_config__.tag)
    if isinstance(act, OffEach | FixedPrice | OffTogether | SetPrice):
        texts["amount"] = exact_text(Money(act.amount, currency))
    if isinstance(act, OffEach | FixedPrice):
        texts["per"] = str(act.per)
    if isinstance(act, Percent | SomeFree):
        texts["share"] = share_text(act.share)
    if isinstance(act, SomeFree):
        texts |= {"every": str(act.every), "free": str(act.free)}
    if isinstance(act, Steps):
        texts["by"] = act.by
        draft.lists["step_share"] = [share_text(one.share) for one in act.steps]
        draft.lists["step_from"] = [
            exact_text(Money(one.at_least, currency)) if act.by == "amount" else str(one.at_least) for one in act.steps
        ]
    if isinstance(act, SetPrice):
        draft.lists["part_quantity"] = [str(one.quantity) for one in act.parts]
        draft.lists |= {name: keys_of(one.reach) for name, one in zip(PARTS, act.parts, strict=False)}
    if isinstance(act, Gift):
        texts["quantity"] = str(act.quantity)
        draft.lists["gift"] = [f"{VARIANT}{act.variant}"]
    if isinstance(act, Points):
        texts |= {"times": _plain(act.times, 4), "extra": str(act.extra or "")}


def share_text(basis_points: int) -> str:
    """A share as a field shows it: 1250 -> "12.5"."""
    return _plain(basis_points, 2)


def _plain(number: int, decimals: int) -> str:
    whole, rest = divmod(number, 10**decimals)
    return f"{whole}.{rest:0{decimals}}".rstrip("0").rstrip(".")


def _local(at: datetime, zone: str) -> str:
    there = at.astimezone(ZoneInfo(zone))
    return there.strftime("%Y-%m-%dT%H:%M:%S" if there.second else "%Y-%m-%dT%H:%M")
