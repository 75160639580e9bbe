"""How a basket is priced: by the program that tills run too, so that no two touchpoints can count differently."""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from prilavok.domains.promotions.types.acts import Goods, Reach, Step
from prilavok.domains.promotions.types.pricing import Basket, Conditions, Priced, PromotionRule, Rulebook
from prilavok.kit.programs import Program

_ENGINE = Program(Path(__file__).resolve().parents[2] / "static" / "dist" / "price_engine.js", "priceEngine")
_read = msgspec.json.Decoder(Priced)
_read_each = msgspec.json.Decoder(list[Priced])
MOST_NAMED = 5_000  # of each kind, in one list of a promotion
MOST_STEPS = 50
MOST_OFTEN = 1_000_000_000
LONGEST_GROUP = 60
_TOO_LARGE_TO_BE_MEANT = 10**12


def rulebook(promotions: Iterable[PromotionRule]) -> Rulebook:
    """A book under the name that its content gives it: equal rules are one book, others never go by its name."""
    book = Rulebook("", tuple(promotions))
    return msgspec.structs.replace(book, name=sha256(msgspec.json.encode(book)).hexdigest())


def price(basket: Basket, book: Rulebook) -> Priced:
    """What the basket costs and why, by the rules of the book."""
    return _read.decode(price_text(written_basket(basket), book))


def price_each(basket: Basket, book: Rulebook) -> list[Priced]:
    """Each line priced as if it were bought alone: what shelves show."""
    return _read_each.decode(_asked("priceEach", written_basket(basket), book))


def price_text(basket: str, book: Rulebook) -> str:
    """What the basket costs in the engine's own words: JSON in, JSON out, byte for byte as every till says it."""
    return _asked("priceBasket", basket, book)


def _asked(function: str, basket: str, book: Rulebook) -> str:
    if not (said := _ENGINE.call(function, book.name, basket)):
        _ENGINE.call("loadRules", book.name, written_rules(book))
        said = _ENGINE.call(function, book.name, basket)
    return said


def written_basket(basket: Basket) -> str:
    """The facts of a basket as the engine reads them."""
    return msgspec.json.encode(basket).decode()


def written_rules(book: Rulebook) -> str:
    """The rules as the engine reads them."""
    return msgspec.json.encode(book).decode()


def tidy_code(typed: str) -> str:
    """A coupon code as it is kept: spaces and dashes left out, capital letters."""
    return "".join(sign for sign in typed.upper() if not sign.isspace() and sign not in "-_")[:40]


def unfit(said: Conditions) -> str | None:
    """Why no promotion can be like this: the name of what does not fit; None where all fits."""
    for name, wrong in _wrong(said):
        if wrong:
            return name
    return None


def _wrong(said: Conditions) -> list[tuple[str, bool]]:
    act, numbers = said.act, _numbers(said.act)
    return [
        ("reach", any(len(one) > MOST_NAMED for one in _lists(said))),
        ("steps", len(getattr(act, "steps", ())) > MOST_STEPS),
        ("group", len(said.group) > LONGEST_GROUP),
        ("amount", any(not 0 <= one <= _TOO_LARGE_TO_BE_MEANT for one in numbers)),
        ("share", not 0 <= getattr(act, "share", 0) <= 10_000),
        ("steps", any(not 0 <= one.share <= 10_000 for one in getattr(act, "steps", ()))),
        ("steps", getattr(act, "steps", (0,)) == () or not _rising(getattr(act, "steps", ()))),
        ("per", getattr(act, "per", 1) < 1),
        ("every", not 1 <= getattr(act, "free", 1) <= getattr(act, "every", 1)),
        ("parts", not 1 <= len(getattr(act, "parts", (0,))) <= 10),
        ("parts", any(one.quantity < 1 or _empty(one.reach) for one in getattr(act, "parts", ()))),
        ("gift", getattr(act, "quantity", 1) < 1),
        ("times", getattr(act, "times", 0) > 1_000_000),
        ("reach", not hasattr(act, "parts") and _empty(said.reach)),
        ("days", any(not 0 <= one <= 6 for one in said.days) or len(set(said.days)) != len(said.days)),
        ("minutes", any(not 0 <= one < 1440 for one in said.minutes)),
        ("least", not 0 <= said.least_amount <= _TOO_LARGE_TO_BE_MEANT),
        ("least", not 0 <= said.least_quantity <= MOST_OFTEN),
        ("limit", any(not 0 <= one <= MOST_OFTEN for one in (said.per_order, said.per_customer, said.in_all))),
        ("order", not 0 <= said.order <= 10_000),
    ]


def _numbers(act: Any) -> list[int]:
    return [one for one in (getattr(act, name) for name in act.__struct_fields__) if type(one) is int]


def _rising(steps: tuple[Step, ...]) -> bool:
    froms = [one.at_least for one in steps]
    return froms == sorted(set(froms)) and (not froms or froms[0] >= 1)


def _empty(reach: Reach | Goods) -> bool:
    return not (getattr(reach, "all", False) or reach.variants or reach.products or reach.categories)


def _lists(said: Conditions) -> list[Sequence[object]]:
    """Every list that a promotion carries."""
    reached = [said.reach, *(part.reach for part in getattr(said.act, "parts", ()))]
    named = [goods for reach in reached for goods in (reach, reach.but) if goods is not None]
    goods = [names for one in named for names in (one.variants, one.products, one.categories)]
    return [*goods, said.places, said.touchpoints, said.segments, said.segments_not]
