"""Asking a provider once, so that its word is never guessed: what failed without a clear word is asked for."""

from collections.abc import Callable

from prilavok.adapters.payments.port import Charge, Charged, Held, Line, Page, Payments, Refund, Refunded
from prilavok.kit.errors import OutsideFailed


def charge_once(provider: Payments, wanted: Charge, line: Line) -> Charged:
    """Charge, and where that gave no clear word ask at once; never raises OutsideFailed.

    refused: certainly not taken, reason tells why. pending: it may have been taken, only asking again will tell.
    """
    return _begun(provider, wanted, line, lambda: provider.charge(wanted, line))


def open_once(provider: Payments, wanted: Page, line: Line) -> Charged:
    """Have a page opened, likewise."""
    return _begun(provider, wanted, line, lambda: provider.open_page(wanted, line))


def close_once(provider: Payments, held: Held, amount: int, line: Line) -> Charged:
    """Capture so much of what is held, or let all of it go where that is nought; never raises OutsideFailed.

    Where no clear word came it is asked for; held, waiting and pending say that it is to be sent again.
    """
    try:
        said = provider.capture(held, amount, line) if amount else provider.void(held, line)
        return _of_ours(said, held)
    except OutsideFailed:
        return ask_once(provider, held, line, arrived=False)


def _begun(provider: Payments, wanted: Charge | Page, line: Line, begin: Callable[[], Charged]) -> Charged:
    try:
        return _of_ours(begin(), wanted)
    except OutsideFailed as failure:
        if failure.outcome == "final" or failure.code == "outside.unreachable":
            return Charged("refused", "", wanted.amount, wanted.currency, failure.code)
        # With an answer in hand nothing is under way any more: a key it does not know then was never charged.
        return ask_once(provider, wanted, line, arrived=failure.status is not None, reason=failure.code)


def ask_once(
    provider: Payments, wanted: Charge | Page | Held, line: Line, *, arrived: bool, reason: str = "payment.not_received"
) -> Charged:
    """Ask what became of a charge; never raises OutsideFailed. arrived: what was sent has arrived or never will."""
    try:
        said = provider.ask(wanted.key, line)
    except OutsideFailed:
        return Charged("pending", "", wanted.amount, wanted.currency)
    if said is not None:
        return _of_ours(said, wanted)
    return Charged("refused" if arrived else "pending", "", wanted.amount, wanted.currency, reason if arrived else "")


def _of_ours(said: Charged, wanted: Charge | Page | Held) -> Charged:
    """Another amount than was asked is no word on this charge."""
    same = (said.amount, said.currency) == (wanted.amount, wanted.currency)
    return said if same else Charged("pending", "", wanted.amount, wanted.currency)


def refund_once(provider: Payments, wanted: Refund, line: Line) -> Refunded:
    """Give back, and where that gave no clear word ask at once; never raises OutsideFailed.

    refused: certainly not given back. pending: it may have been, or the provider could not be reached; the same key may
    be sent again, for it never gives back twice.
    """
    try:
        return _of_ours_back(provider.refund(wanted, line), wanted)
    except OutsideFailed as failure:
        if failure.outcome == "final":
            return Refunded("refused", "", wanted.amount, wanted.currency, failure.code)
    try:
        said = provider.ask_refund(wanted.key, line)
    except OutsideFailed:
        said = None
    return _of_ours_back(said, wanted) if said else Refunded("pending", "", wanted.amount, wanted.currency)


def _of_ours_back(said: Refunded, wanted: Refund) -> Refunded:
    """Another amount than was asked is no word on this refund."""
    same = (said.amount, said.currency) == (wanted.amount, wanted.currency)
    return said if same else Refunded("pending", "", wanted.amount, wanted.currency)
