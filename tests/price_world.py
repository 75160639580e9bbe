"""Made-up promotions, price lists and baskets, of every kind of rule, by one draw."""

from collections import Counter
from collections.abc import Iterable
from random import Random
from typing import Any
from uuid import UUID, uuid5

import msgspec

from prilavok.domains.promotions.rules import rulebook
from prilavok.domains.promotions.types.acts import (
    Act,
    FixedPrice,
    Gift,
    Goods,
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
from prilavok.domains.promotions.types.pricing import (
    Basket,
    Buyer,
    Conditions,
    ListRule,
    Offered,
    Priced,
    PromotionRule,
    Right,
    Rulebook,
    Wanted,
)

_SPACE = UUID("5f0c1a52-30a9-4a53-9b7e-2a3f7c3f6f01")
GOODS, PRODUCTS, CATEGORIES, PLACES, SEGMENTS = 12, 8, 4, 3, 4
MONDAY = 1_767_571_200_000  # 2026-01-05T00:00:00Z
DAY = 86_400_000
ALL_KINDS = ("percent", "off_each", "fixed_price", "off_together", "some_free", "set_price", "steps", "gift", "points")


def named(what: str, nth: int) -> UUID:
    """The same id for the same name in every run."""
    return uuid5(_SPACE, f"{what} {nth}")


def made_book(draw: Random, *, promotions: int, plain: bool = False) -> Rulebook:
    """plain: no rule that by its own words can take away what another one gives."""
    rules = [
        PromotionRule(
            named("promotion", nth),
            named("version", nth),
            MONDAY + draw.randrange(-3, 3) * DAY,
            MONDAY + draw.randrange(1, 9) * DAY if draw.random() < 0.6 else None,
            made_conditions(draw, plain=plain),
        )
        for nth in range(promotions)
    ]
    return rulebook(rules)


def made_conditions(draw: Random, *, plain: bool = False) -> Conditions:
    """What one promotion says."""
    often = draw.random
    return Conditions(
        act=made_act(draw),
        reach=made_reach(draw),
        order=draw.choice([10, 20, 30]),
        group="" if plain else draw.choice(["", "", "seasonal", "cards"]),
        stop=not plain and often() < 0.15,
        days=tuple(sorted(draw.sample(range(7), draw.randrange(1, 7)))) if often() < 0.2 else (),
        minutes=draw.choice([(0, 0), (0, 0), (540, 720), (1320, 120)]),
        touchpoints=draw.choice([(), (), (), ("site",), ("till", "bot")]),
        places=_some(draw, "place", PLACES) if often() < 0.2 else (),
        currency="KZT" if often() < 0.95 else "RUB",
        segments=_some(draw, "segment", SEGMENTS) if often() < 0.2 else (),
        segments_not=_some(draw, "segment", SEGMENTS) if often() < 0.1 else (),
        known=often() < 0.15,
        first=often() < 0.1,
        right=often() < 0.2,
        least_amount=draw.choice([0, 0, 0, 100_000, 500_000]),
        least_quantity=draw.choice([0, 0, 0, 2, 3]),
        per_order=draw.choice([0, 0, 1, 2]),
    )


def made_lists(draw: Random) -> tuple[ListRule, ...]:
    """One list for all and three for some."""
    lists = [ListRule(named("list", 0), 0, "KZT")]
    lists += [
        ListRule(
            named("list", nth),
            draw.randrange(1, 4) * 10,
            "KZT",
            places=_some(draw, "place", PLACES),
            touchpoints=draw.choice([(), (), ("till",), ("site", "app")]),
            segments=_some(draw, "segment", SEGMENTS) if draw.random() < 0.3 else (),
        )
        for nth in range(1, 4)
    ]
    return tuple(lists)


def made_act(draw: Random, kind: str = "") -> Act:
    """One act of a kind, or of any."""
    share = draw.choice([0, 333, 500, 1000, 1250, 5000, 10_000])
    amount = draw.choice([0, 1, 99, 10_000, 50_000, 333_333])
    every = draw.randrange(1, 5)
    acts: dict[str, Act] = {
        "percent": Percent(share),
        "off_each": OffEach(amount, draw.choice([1, 1, 1000])),
        "fixed_price": FixedPrice(amount, draw.choice([1, 1, 1000])),
        "off_together": OffTogether(amount),
        "some_free": SomeFree(every, draw.randrange(1, every + 1), share),
        "set_price": SetPrice(tuple(Part(made_reach(draw), draw.randrange(1, 4)) for _ in range(draw.randrange(1, 4))), amount),
        "steps": Steps(
            draw.choice(["quantity", "amount"]),
            tuple(Step(part, least) for least, part in ((1, 100), (3, 500), (100_000, 1000), (500_000, 2500))),
        ),
        "gift": Gift(named("variant", draw.randrange(GOODS)), draw.randrange(1, 3)),
        "points": Points(draw.choice([10_000, 20_000]), draw.choice([0, 100])),
    }  # fmt: skip
    return acts[kind or draw.choice(ALL_KINDS)]


def made_reach(draw: Random) -> Reach:
    """Some goods or all."""
    but = Goods(variants=_some(draw, "variant", GOODS)) if draw.random() < 0.1 else None
    if draw.random() < 0.3:
        return Reach(all=True, but=but)
    where = draw.choice(["variants", "products", "categories"])
    many = {"variants": GOODS, "products": PRODUCTS, "categories": CATEGORIES}[where]
    what = {"variants": "variant", "products": "product", "categories": "category"}[where]
    return Reach(**{where: _some(draw, what, many)}, but=but)


def made_basket(draw: Random, book: Rulebook, *, lines: int = 0) -> Basket:
    """A basket at one of the seven days after MONDAY; some of its goods are priced in no list."""
    weekday, minute = draw.randrange(7), draw.randrange(1440)
    shown = [one for one in book.promotions if one.conditions.right and draw.random() < 0.6]
    return Basket(
        at=MONDAY + weekday * DAY + minute * 60_000,
        weekday=weekday,
        minute=minute,
        touchpoint=draw.choice(["site", "till", "bot", "desk"]),
        place=named("place", draw.randrange(PLACES)),
        currency="KZT",
        step=draw.choice([1, 1, 100, 500]),
        explain=draw.random() < 0.5,
        customer=Buyer(draw.random() < 0.6, draw.randrange(3), _some(draw, "segment", SEGMENTS)),
        rights=tuple(Right(one.id, f"right {nth}") for nth, one in enumerate(shown)),
        left={one.id: draw.randrange(2) for one in book.promotions if draw.random() < 0.1},
        lists=made_lists(draw),
        lines=tuple(made_line(draw, nth) for nth in draw.sample(range(GOODS), lines or draw.randrange(1, 7))),
    )


def grown(basket: Basket, by: int) -> Basket:
    """The same at so many times the prices: sums for which products of two numbers need more than 53 bits."""
    lines = tuple(
        msgspec.structs.replace(
            line, prices=tuple(msgspec.structs.replace(one, amount=one.amount * by + 7) for one in line.prices)
        )
        for line in basket.lines
    )
    return msgspec.structs.replace(basket, lines=lines)


def made_line(draw: Random, nth: int) -> Wanted:
    """Goods number `nth`: the last two are weighed; what they cost is the same in every draw's first list."""
    counted = nth < GOODS - 2
    prices = [Offered(named("list", 0), named("price", nth), 10_000 + nth * 3_333, 1 if counted else 1000)]
    if draw.random() < 0.05:
        prices = []
    prices += [
        Offered(named("list", one), named(f"price {one}", nth), draw.randrange(1, 90_000), 1 if counted else 1000)
        for one in range(1, 4)
        if draw.random() < 0.3
    ]
    return Wanted(
        named("variant", nth),
        named("product", nth % PRODUCTS),
        (str(named("category", nth % CATEGORIES)), str(named("category", 0))),
        draw.randrange(1, 8) if counted else draw.randrange(1, 5_000),
        counted,
        draw.choice([0, 1200, 1200, 2000]),
        tuple(prices),
    )


def covered(book: Rulebook, priced: Priced) -> Iterable[str]:
    """What a priced basket has tried: each kind of act that was given, each reason that was said."""
    kinds = {one.id: type(one.conditions.act).__struct_config__.tag for one in book.promotions}
    for said in priced.said:
        yield f"said {said.said}"
        if said.said == "given":
            yield f"given {kinds[said.promotion]}"


def not_covered(seen: Counter[str]) -> set[str]:
    """Kinds and reasons that no basket met."""
    reasons = "given gift_waits not_now not_here not_for_them used_up too_little too_few nothing_of_it lost_to stopped"
    wanted = {f"given {kind}" for kind in ALL_KINDS} | {f"said {one}" for one in reasons.split()}
    return wanted - seen.keys()


def _some(draw: Random, what: str, many: int) -> tuple[Any, ...]:
    made = str if what == "category" else UUID  # a category is named by its path
    return tuple(made(str(named(what, nth))) for nth in draw.sample(range(many), draw.randrange(1, many)))
