"""The attributes by which goods are narrowed, in the address and on the page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, QueryDict

from prilavok.domains.catalog.queries import write_exact
from prilavok.insights.shop_facets import Facet, Tick

#: with it the names of attributes begin in the address
MARK = "a."
_MOST_NAMES, _MOST_TEXTS, _LONGEST = 40, 40, 80
_MANY = 8  # values that stand open; the others behind them


@dataclass(frozen=True, slots=True)
class ChosenFacet:
    """One thing that is chosen, and the page's address without it. tick: None of a number."""

    facet: Facet
    tick: Tick | None
    without: str


@dataclass(frozen=True, slots=True)
class FacetField:
    """A facet as its part of the form. more: values behind the first. low, high: as typed; lowest, highest: hints."""

    facet: Facet
    name: str
    ticks: Sequence[Tick]
    more: Sequence[Tick]
    low: str
    high: str
    lowest: str
    highest: str


def asked_of_attributes(request: HttpRequest) -> dict[str, tuple[str, ...]]:
    """What the address asks of attributes: code, and with ".from" and ".to" behind it numbers, to its texts."""
    told: dict[str, tuple[str, ...]] = {}
    for name, texts in list(request.GET.lists()):
        fit = tuple(dict.fromkeys(one.strip()[:_LONGEST] for one in texts if one.strip() and "\x00" not in one))
        if name.startswith(MARK) and fit and len(told) < _MOST_NAMES:
            told[name.removeprefix(MARK)[:_LONGEST]] = fit[:_MOST_TEXTS]
    return told


def facets_shown(request: HttpRequest, facets: Sequence[Facet], kept: Mapping[str, str]) -> dict[str, object]:
    """What the page shows of them. kept: what else the address asks, which the form asks again."""
    chosen = [one for facet in facets if facet.chosen for one in _chosen(request.GET, facet)]
    return {
        "facets": [_field(one) for one in facets],
        "facets_chosen": chosen,
        "facets_none": f"?{_without(request.GET, lambda name: name.startswith(MARK)).urlencode()}",
        "facets_kept": [(name, value) for name, value in kept.items() if value],
    }


def _field(facet: Facet) -> FacetField:
    # What is chosen stands among the first, or nobody would see why so little is shown.
    first = [one for nth, one in enumerate(facet.ticks) if nth < _MANY or one.chosen]
    return FacetField(
        facet,
        f"{MARK}{facet.attribute.code}",
        first,
        [one for one in facet.ticks if one not in first],
        _written(facet.low),
        _written(facet.high),
        _written(facet.lowest),
        _written(facet.highest),
    )


def _chosen(query: QueryDict, facet: Facet) -> list[ChosenFacet]:
    name = f"{MARK}{facet.attribute.code}"
    if facet.attribute.kind == "number":
        ends = (f"{name}.from", f"{name}.to")
        return [ChosenFacet(facet, None, f"?{_without(query, lambda one: one in ends).urlencode()}")]
    found = []
    for tick in facet.ticks:
        if tick.chosen:
            rest = _without(query, lambda one: False)
            rest.setlist(name, [value for value in rest.getlist(name) if value != tick.value])
            found.append(ChosenFacet(facet, tick, f"?{rest.urlencode()}"))
    return found


def _without(query: QueryDict, goes: Callable[[str], bool]) -> QueryDict:
    rest = query.copy()
    for name in [*(one for one in rest if goes(one)), "after"]:
        rest.pop(name, None)
    return rest


def _written(thousandths: int | None) -> str:
    return "" if thousandths is None else write_exact(thousandths)
