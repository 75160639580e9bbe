"""The editor's form and the rule it stands for: a bounded tree of numbered nodes, read from fields and written back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson
from django.http import QueryDict

from prilavok.domains.audiences.errors import SegmentUnfit
from prilavok.domains.audiences.queries import parse_rule
from prilavok.domains.audiences.types import Rule, write_rule
from prilavok.domains.catalog.queries import products_coded, read_products
from prilavok.kit.errors import Refused
from prilavok.kit.money import Money, exact_text, read_money

GROUPS = ("all", "any")
_GOODS = ("product", "category", "brand")
_FILTERS = ("days", "place", "touchpoint", *_GOODS)
#: fields of each kind of condition, in the order in which they are shown
FIELDS: Mapping[str, tuple[str, ...]] = {
    "bought.orders": ("least", "most", *_FILTERS),
    "bought.amount": ("least", "most", "currency", *_FILTERS),
    "bought.average": ("least", "most", "currency", *_FILTERS),
    "last_bought": ("least", "most"),
    "last_was.place": ("place",),
    "last_was.touchpoint": ("touchpoint",),
    "favourite.place": ("place", "days"),
    "favourite.touchpoint": ("touchpoint", "days"),
    "favourite.category": ("category", "days"),
    "scored": (
        "currency",
        *(f"{score}_{end}" for score in ("recency", "frequency", "monetary") for end in ("from", "to")),
    ),
    "did": ("verb", "least", "most", "days", *_GOODS),
    "did_ago.first": ("verb", "least", "most", *_GOODS),
    "did_ago.last": ("verb", "least", "most", *_GOODS),
    "known": ("least", "most"),
    "reached": ("by",),
    "agreed": ("channel", "purpose"),
    "speaks": ("language",),
    "points": ("least", "most", "currency"),
    "tier": ("tier",),
}
_MOST_NODES = 40
LONGEST = 80  # characters of a field
_AMOUNTS = ("bought.amount", "bought.average")
_SCORES = ("recency", "frequency", "monetary")


@dataclass(slots=True)
class Node:
    """A group or a condition of the form. reverse: it must not hold."""

    id: int
    parent: int
    kind: str
    reverse: bool = False
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Draft:
    """The form's nodes by number; the first is the root, and every other stands behind its group."""

    nodes: dict[int, Node]

    def below(self, group: int) -> list[Node]:
        """What stands directly in a group."""
        return [one for one in self.nodes.values() if one.parent == group and one.id != group]

    def add(self, group: int, kind: str) -> int | None:
        """Put a condition or a group into a group; its number, None where there is no such kind or group.

        Raises SegmentUnfit where there is no room.
        """
        holder = self.nodes.get(group)
        if holder is None or holder.kind not in GROUPS or (kind not in FIELDS and kind not in GROUPS):
            return None
        if len(self.nodes) >= _MOST_NODES:
            raise SegmentUnfit("large")
        id = max(self.nodes) + 1
        fields = {"least": "1"} if "least" in FIELDS.get(kind, ()) else {}
        self.nodes[id] = Node(id, group, kind, False, fields)
        return id

    def drop(self, id: int) -> int | None:
        """Take a node away with all below it; the group it stood in. The root stays, and None is said."""
        if id not in self.nodes or id == min(self.nodes):
            return None
        for one in self.below(id):
            self.drop(one.id)
        return self.nodes.pop(id).parent


def empty_draft() -> Draft:
    """A group that waits for its first condition."""
    return Draft({0: Node(0, 0, "all")})


def read_draft(posted: QueryDict) -> Draft:
    """The form as it was sent. Raises SegmentUnfit where it is not one of ours."""
    nodes: dict[int, Node] = {}
    for text in posted.getlist("node")[: _MOST_NODES + 1]:
        id, parent = _number(text), _number(posted.get(f"{text}.parent", "0"))
        kind = posted.get(f"{text}.kind", "")
        held = nodes.get(parent)
        if id in nodes or (nodes and (held is None or held.kind not in GROUPS)):
            raise SegmentUnfit("unreadable")
        if kind not in GROUPS and (kind not in FIELDS or not nodes):
            raise SegmentUnfit("unreadable")
        fields = {name: posted.get(f"{text}.{name}", "").strip()[:LONGEST] for name in FIELDS.get(kind, ())}
        nodes[id] = Node(id, parent if nodes else id, kind, bool(posted.get(f"{text}.reverse")), fields)
    if not nodes or len(nodes) > _MOST_NODES:
        raise SegmentUnfit("unreadable" if not nodes else "large")
    return Draft(nodes)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 4):
        raise SegmentUnfit("unreadable")
    return int(text)


def rule_of(draft: Draft) -> Rule:
    """The rule the form stands for, read by the same strict reader as every rule. Raises SegmentUnfit, Refused."""
    return parse_rule(orjson.dumps(_written(draft, draft.nodes[min(draft.nodes)])))


def _written(draft: Draft, node: Node) -> dict[str, Any]:
    if node.kind in GROUPS:
        told: dict[str, Any] = {"is": node.kind, "of": [_written(draft, one) for one in draft.below(node.id)]}
    else:
        told = _condition(node)
    return {"is": "not", "of": told} if node.reverse else told


def _condition(node: Node) -> dict[str, Any]:
    given = {name: value for name, value in node.fields.items() if value}
    is_, _dot, of = node.kind.partition(".")
    told: dict[str, Any] = {"is": is_}
    for name in ("least", "most", "days"):
        if name in given:
            told[name] = _whole(given[name], given.get("currency", "")) if name != "days" else _whole(given[name])
            if node.kind not in _AMOUNTS:
                told[name] = _whole(given[name])
    if is_ == "scored":
        told["currency"] = given.get("currency", "")
        told |= {
            name: [_whole(given.get(f"{name}_from", "1")), _whole(given.get(f"{name}_to", "5"))] for name in _SCORES
        }
        return told
    if is_ in ("favourite", "last_was"):
        if of not in given:
            raise SegmentUnfit("value_missing")
        return told | {"of": of, "value": given[of]}
    if is_ == "bought":
        told["measure"] = of
    if is_ == "did_ago":
        told["of"] = of
    if "product" in given:
        given["product"] = _product(given["product"])
    rest = {name: value for name, value in given.items() if name not in ("least", "most", "days")}
    if is_ in ("did", "did_ago", "reached", "agreed", "speaks", "points", "tier") and not rest:
        raise SegmentUnfit("value_missing")
    return told | rest


def _product(text: str) -> str:
    """By its code, SKU or barcode; the id of one that has none of its own stands for itself."""
    found = products_coded(text) if "\x00" not in text else []
    if len(found) == 1:
        return str(found[0])
    try:
        id = UUID(text)
    except ValueError:
        raise SegmentUnfit("product_unknown") from None
    return str(id)


def _code(product: str) -> str:
    found = read_products([UUID(product)]).get(UUID(product))
    return found.code if found and products_coded(found.code) == [found.id] else product


def _whole(text: str, currency: str = "") -> int:
    if currency:
        try:
            amount = read_money(text.replace(" ", "").replace("\u00a0", "").replace(",", "."), currency).amount
        except (Refused, ValueError):
            raise SegmentUnfit("number_unfit") from None
        if amount < 0:
            raise SegmentUnfit("number_unfit")
        return amount
    if not (text.isascii() and text.isdigit() and len(text) <= 12):
        raise SegmentUnfit("number_unfit")
    return int(text)


def draft_of(rule: Rule) -> Draft:
    """The form of a rule that is kept; a single condition stands in a group of its own."""
    told = orjson.loads(write_rule(rule))
    inner, reverse = _turned(told)
    root = told if inner["is"] in GROUPS else {"is": "all", "of": [told]}
    nodes: dict[int, Node] = {}
    _place(nodes, 0, root)
    return Draft(nodes)


def _turned(told: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    reverse = False
    while told["is"] == "not":
        told, reverse = told["of"], not reverse
    return told, reverse


def _place(nodes: dict[int, Node], parent: int, told: dict[str, Any]) -> None:
    told, reverse = _turned(told)
    id = len(nodes)
    if told["is"] in GROUPS:
        nodes[id] = Node(id, parent, told["is"], reverse)
        for one in told["of"]:
            _place(nodes, id, one)
        return
    of = told.get("measure", "orders") if told["is"] == "bought" else told.get("of", "")
    kind = f"{told['is']}.{of}" if of else told["is"]
    nodes[id] = Node(id, parent, kind, reverse, dict(_fields(kind, told)))


def _fields(kind: str, told: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    for name in FIELDS[kind]:
        if kind == "scored" and name != "currency":
            score, end = name.split("_")
            yield name, str(told.get(score, (1, 5))[end == "to"])
        elif kind.startswith(("favourite.", "last_was.")) and name != "days":
            yield name, told["value"]
        elif name in ("least", "most") and kind in _AMOUNTS and name in told:
            yield name, exact_text(Money(told[name], told["currency"]))
        elif name == "product" and name in told:
            yield name, _code(told[name])
        else:
            yield name, str(told.get(name, ""))
