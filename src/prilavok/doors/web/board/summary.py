"""The summary: what changed, why, and what to do next where the facts themselves say so."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from prilavok.doors.web.board import said
from prilavok.doors.web.board.chosen import Chosen, board_page
from prilavok.doors.web.board.drawn import sales_chart, step_for
from prilavok.doors.web.board.said import Bar, name_of_row
from prilavok.insights.metrics import buyers, loads, rfm, sales
from prilavok.insights.metrics.reading import Row, Scope
from prilavok.insights.metrics.today import read_today
from prilavok.kit import clock
from prilavok.kit.money import round_half_away

_TILES = (
    "sales", "orders", "average_basket", "active_customers", "repeat_share", "lines_per_order", "discount_share",
    "coupon_share",
)  # fmt: skip
_CONTRIBUTIONS = 6


@board_page
def summary(request: HttpRequest, chosen: Chosen) -> HttpResponse:
    """Tiles, the curve of sales with that of before, and the sentence that says what changed."""
    now = sales.read_totals(chosen.scope)
    before = sales.read_totals(chosen.before) if chosen.before else None
    told = {
        "chosen": chosen,
        "tiles": said.tiles(chosen, _TILES),
        "headline": _headline(chosen, now, before),
        "parts": _parts(chosen, now, before) if before and before["orders"] else [],
        "chart": sales_chart(chosen, step_for(chosen.scope.span)),
        "refused": loads.read_refused(chosen.currency),
        "day": read_today(chosen.currency, place=chosen.scope.place, at=clock.now()),
    }
    return render(request, "board/summary.html", told)


def _headline(chosen: Chosen, now: Row, before: Row | None) -> str:
    amount = said.money(now["amount"], chosen.currency)
    if not now["orders"]:
        return gettext("No orders in these days.")
    if before is None or not before["amount"]:
        return gettext("Sales of %(amount)s in %(orders)s orders.") % {
            "amount": amount, "orders": said.count(now["orders"]),
        }  # fmt: skip
    told = {"now": amount, "before": said.money(before["amount"], chosen.currency)}
    growth = round_half_away((now["amount"] - before["amount"]) * 10_000, before["amount"])
    told["share"] = said.percent(abs(growth))
    if growth > 0:
        return gettext("Sales grew by %(share)s: %(now)s against %(before)s.") % told
    if growth < 0:
        return gettext("Sales fell by %(share)s: %(now)s against %(before)s.") % told
    return gettext("Sales stayed as they were: %(now)s against %(before)s.") % told


@dataclass(frozen=True, slots=True)
class Part:
    """One contribution to the change of sales. amount: in minor units, written; address: where it opens to."""

    title: str
    amount: str
    bar: Bar
    note: str = ""
    address: str = ""


def _parts(chosen: Chosen, now: Row, before: Row) -> list[Part]:
    """The change taken apart into more or fewer orders and larger or smaller baskets."""
    why = sales.explain(now, before)
    orders = gettext("Orders: %(now)s against %(before)s") % {
        "now": said.count(now["orders"]), "before": said.count(before["orders"]),
    }  # fmt: skip
    if not now["orders"]:
        return []
    basket = gettext("Average basket: %(now)s against %(before)s") % {
        "now": said.money(round_half_away(now["amount"], now["orders"]), chosen.currency, short=False),
        "before": said.money(round_half_away(before["amount"], before["orders"]), chosen.currency, short=False),
    }
    lines = said.both_ways([why.by_baskets, why.by_basket_size])
    amounts = (why.by_baskets, why.by_basket_size)
    return [
        Part(title, signed(amount, chosen.currency), bar)
        for title, amount, bar in zip((orders, basket), amounts, lines, strict=True)
    ]


def signed(amount: int, currency: str) -> str:
    """An amount with its sign."""
    return ("+" if amount > 0 else "−" if amount < 0 else "") + said.money(abs(amount), currency)


@board_page
def today(request: HttpRequest, chosen: Chosen) -> HttpResponse:
    """Today's sales alone: what the live screen asks for again at every sale."""
    day = read_today(chosen.currency, place=chosen.scope.place, at=clock.now())
    return render(request, "board/today.html", {"chosen": chosen, "day": day})


@board_page
def why(request: HttpRequest, chosen: Chosen) -> HttpResponse:
    """The part of the summary that costs more: categories and places behind the change, and what to do next."""
    before = chosen.before
    categories = sales.read_categories(chosen.scope, before)
    places = sales.read_places(chosen.scope, before) if chosen.scope.place is None else []
    told = {
        "chosen": chosen,
        "categories": _contributions(chosen, categories, "category"),
        "places": _contributions(chosen, places, "place"),
        "steps": _next_steps(chosen, places),
    }
    return render(request, "board/why.html", told)


def _contributions(chosen: Chosen, rows: Sequence[Row], kind: str) -> list[Part]:
    """The largest contributions to the change whichever the sign; the largest amounts where nothing is compared."""
    by_change = chosen.before is not None
    figures = [(row["amount"] - row["amount_before"] if by_change else row["amount"], row) for row in rows]
    largest = sorted(figures, key=lambda pair: -abs(pair[0]))[:_CONTRIBUTIONS]
    largest = sorted(largest, key=lambda pair: -pair[0])
    amounts = [amount for amount, _row in largest]
    lines = said.both_ways(amounts) if by_change else said.bars(amounts)
    return [
        Part(
            name_of_row(row),
            signed(amount, chosen.currency) if by_change else said.money(amount, chosen.currency), bar,
            said.growth(row["amount"], row["amount_before"]) if by_change else "", _address(chosen, row, kind),
        )
        for (amount, row), bar in zip(largest, lines, strict=True)
    ]  # fmt: skip


def _address(chosen: Chosen, row: Row, kind: str) -> str:
    if kind == "place":
        return f"{reverse('board:sales')}?{chosen.query(place=row['place'])}" if row["place"] else ""
    return f"{reverse('board:sales')}?{chosen.query(under=row['path'])}#categories" if row["path"] else ""


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do that the facts themselves point at: what is known, and the list to begin with."""

    words: str
    action: str
    address: str
    icon: str


def _next_steps(chosen: Chosen, places: Sequence[Row]) -> list[Step]:
    steps = [_slipping(chosen)]
    if chosen.before:
        steps += [_lapsed(chosen, chosen.before), _fallen_place(chosen, places)]
    refused = loads.read_refused(chosen.currency)
    if refused["rows"]:
        words = ngettext(
            "%(count)s row of an import was refused and is missing here.",
            "%(count)s rows of imports were refused and are missing here.", refused["rows"],
        ) % {"count": said.count(refused["rows"])}  # fmt: skip
        steps.append(Step(words, gettext("See the reasons"), reverse("board:loads"), "imports"))
    return [step for step in steps if step]


def _lapsed(chosen: Chosen, before: Scope) -> Step | None:
    lapsed = buyers.read_lapsed(chosen.scope, before)
    if not lapsed["customers"]:
        return None
    words = ngettext(
        "%(count)s customer who bought in the days before has not bought in these; then they brought %(amount)s.",
        "%(count)s customers who bought in the days before have not bought in these; then they brought %(amount)s.",
        lapsed["customers"],
    ) % {"count": said.count(lapsed["customers"]), "amount": said.money(lapsed["amount"], chosen.currency)}
    address = f"{reverse('board:rows', args=['lapsed'])}?{chosen.query()}"
    return Step(words, gettext("Open their list"), address, "customers")


def _slipping(chosen: Chosen) -> Step | None:
    segment, cell = next(pair for pair in rfm.by_segment(rfm.read_grid(chosen.scope)) if pair[0].code == "slipping")
    if not cell.customers:
        return None
    words = ngettext(
        "%(count)s customer used to buy often and has gone quiet; in 52 weeks they brought %(amount)s.",
        "%(count)s customers used to buy often and have gone quiet; in 52 weeks they brought %(amount)s.",
        cell.customers,
    ) % {"count": said.count(cell.customers), "amount": said.money(cell.amount, chosen.currency)}
    address = f"{reverse('board:rows', args=['segment'])}?{chosen.query(segment=segment.code)}"
    return Step(words, gettext("Open their list"), address, "message")


def _fallen_place(chosen: Chosen, places: Sequence[Row]) -> Step | None:
    fallen = min(places, key=lambda row: row["amount"] - row["amount_before"], default=None)
    if fallen is None or fallen["amount"] >= fallen["amount_before"]:
        return None
    words = gettext("%(place)s fell most of all places: %(amount)s.") % {
        "place": name_of_row(fallen), "amount": signed(fallen["amount"] - fallen["amount_before"], chosen.currency),
    }  # fmt: skip
    return Step(words, gettext("Look at this place"), _address(chosen, fallen, "place"), "places")
