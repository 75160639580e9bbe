"""Every check by its number and name, and what they say of a history and its books together."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from tests.days import invariants_books as of_books
from tests.days import invariants_calls as of_calls
from tests.days.books import Books
from tests.days.history import Call
from tests.days.invariants_ahead import ahead
from tests.days.invariants_cancels import cancels
from tests.days.invariants_claims import claims
from tests.days.invariants_desk import desk
from tests.days.invariants_exchanges import exchanges
from tests.days.invariants_held import held_money
from tests.days.invariants_lots import lots
from tests.days.invariants_points import points
from tests.days.invariants_promised import promised
from tests.days.invariants_promotions import limits
from tests.days.invariants_times import times

Check = Callable[[Sequence[Call], Books], Iterable[str]]


def _books(check: Callable[[Books], Iterable[str]]) -> Check:
    return lambda history, books: check(books)


CHECKS: Mapping[str, Check] = {
    "0 no faults": of_calls.no_faults,
    "1 balances": _books(of_books.balances),
    "2 guards": _books(of_books.guards),
    "3 holds": _books(of_books.holds),
    "4 counters": _books(of_books.counters),
    "5 payments": _books(of_books.payments),
    "6 one effect": of_calls.one_effect,
    "7 stored value": lambda history, books: [*of_books.stored_value(books), *points(history, books)],
    "8 price kept": of_calls.price_kept,
    "9 equal prices": of_calls.equal_prices,
    "10 totals": _books(of_books.totals),
    "11 outside once": of_calls.outside_once,
    "12 journals": of_calls.journals,
    "13 promised": promised,
    "14 times": times,
    "15 limits": limits,
    "16 held money": _books(held_money),
    "17 claims": claims,
    "18 lots": lots,
    "19 desk": desk,
    "20 cancels": cancels,
    "21 exchanges": exchanges,
    "22 expected": ahead,
}


def faults_of(history: Sequence[Call], books: Books) -> dict[str, list[str]]:
    """What is wrong, by the name of the check that says so; empty where all is well."""
    said = {name: sorted(check(history, books)) for name, check in CHECKS.items()}
    return {name: sentences for name, sentences in said.items() if sentences}
