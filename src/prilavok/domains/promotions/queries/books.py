"""Questions to the price engine: by which promotions, now or then, and what a basket costs by them."""

from datetime import datetime, timedelta
from uuid import UUID

from prilavok.domains.promotions.queries.kept import versions_where
from prilavok.domains.promotions.queries.unchanged import price_again, price_each_again
from prilavok.domains.promotions.rules import rulebook
from prilavok.domains.promotions.types.keeping import Timed, VersionView
from prilavok.domains.promotions.types.pricing import Basket, Conditions, Priced, PromotionRule, Rulebook
from prilavok.kit.instants import milliseconds
from prilavok.kit.pages import Condition, read_rows

_books: dict[UUID, Rulebook] = {}
_NONE = rulebook(())


def _edition() -> UUID | None:
    """A name that is another with each change of what promotions say; None before the first."""
    rows: list[UUID] = read_rows("name", "promotions_edition", row=lambda name: name, where=[Condition("id = 1")])
    return rows[0] if rows else None


def live_book() -> Rulebook:
    """Every promotion that holds now, as the engine is told them; kept until one of them changes."""
    edition = _edition()
    if edition is None:
        return _NONE
    kept = _books.get(edition)
    if kept is None:
        kept = rulebook(_rule(one) for one in versions_where([Condition("v.superseded_at IS NULL")]))
        _books.clear()
        _books[edition] = kept
    return kept


def empty_book() -> Rulebook:
    """The book that gives nothing: for what no promotion may touch."""
    return _NONE


def book_then(at: datetime) -> Rulebook:
    """Every promotion as it stood at a past instant: what was recorded by then and not yet superseded."""
    asked = [
        Condition("v.recorded_at <= %s", at),
        Condition("v.superseded_at IS NULL OR v.superseded_at > %s", at),
    ]
    return rulebook(_rule(one) for one in versions_where(asked))


def book_with(promotion: UUID, said: Timed) -> Rulebook:
    """The book of now as it would be with the promotion saying this: for trials, nothing is given by it."""
    tried = PromotionRule(promotion, promotion, *_span(said), said.conditions)
    return rulebook((*book_without(promotion).promotions, tried))


def book_without(promotion: UUID) -> Rulebook:
    """The book of now as it would be without the promotion."""
    return rulebook(one for one in live_book().promotions if one.id != promotion)


def book_on_paper(at: datetime, touchpoint: str, place: UUID) -> Rulebook:
    """The promotions that paper can show at a place: for everybody, all day and every day, without a number of uses.

    What holds at certain hours, for some or as long as it lasts would be wrong on paper before anybody could hang it.
    """
    instant = milliseconds(at)
    return rulebook(
        one
        for one in live_book().promotions
        if one.since <= instant
        and (one.until is None or instant < one.until)
        and _on_paper(one.conditions, touchpoint, place)
    )


def _on_paper(said: Conditions, touchpoint: str, place: UUID) -> bool:
    for_some = said.segments or said.segments_not or said.known or said.first or said.right
    for_a_while = said.days or said.minutes != (0, 0) or said.in_all or said.per_customer
    here = touchpoint in (said.touchpoints or (touchpoint,)) and place in (said.places or (place,))
    return here and not for_some and not for_a_while


def book_at(touchpoint: str, place: UUID, at: datetime) -> Rulebook:
    """What of the book of now can be given at a place by a touchpoint, from an instant on: all that a till needs."""
    instant = milliseconds(at)
    return rulebook(
        one
        for one in live_book().promotions
        if (one.until is None or instant < one.until)
        and touchpoint in (one.conditions.touchpoints or (touchpoint,))
        and place in (one.conditions.places or (place,))
    )


def turns_between(since: datetime, until: datetime) -> list[datetime]:
    """The instants in a span, its end included, at which a promotion that holds or held began or ended by its time."""
    after, last = milliseconds(since), milliseconds(until)
    turns = {turn for one in live_book().promotions for turn in (one.since, one.until) if turn is not None}
    return [since + timedelta(milliseconds=turn - after) for turn in sorted(turns) if after < turn <= last]


def price_basket(basket: Basket, book: Rulebook) -> Priced:
    """What a basket costs and why: lines, sums, taxes and the reasons, in the order of variants."""
    return price_again(basket, book)


def price_alone(basket: Basket, book: Rulebook) -> list[Priced]:
    """What each line would cost bought alone, in the order given."""
    return price_each_again(basket, book)


def _rule(version: VersionView) -> PromotionRule:
    return PromotionRule(version.promotion, version.id, *_span(version.said), version.said.conditions)


def _span(said: Timed) -> tuple[int, int | None]:
    return milliseconds(said.since), None if said.until is None else milliseconds(said.until)
