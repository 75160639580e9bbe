"""What a till does beside selling and handing over: asks for points, names lots and numbers, gives goods anew."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tests.days.crowd_buyers import Waiting
from tests.days.windows import Window, field
from tests.scanning import qr_codes

_PAY = 'class="card pay"'
_MOST = re.compile(r'data-fills="#points" data-value="(\d+)"')
_DIGITS = re.compile(r'name="points_code"[^>]*value="(\d+)"')
_NAMED = re.compile(r'<input type="hidden" name="code" value="([^"]*)"><span class="chip">')


@dataclass(frozen=True)
class Piece:
    """Units of goods that are told apart. code: of their lot, or the number of the one piece."""

    variant: str
    sku: str
    code: str
    units: int = 1


async def ask_for_points(window: Window, waiting: Waiting) -> None:
    """The customer shows the code of their own page: a yes to all the points that may pay this order."""
    path = f"/till/orders/{waiting.order}"
    page = await window.read(path)
    most = _MOST.search(page)
    if most is None or not int(most[1]):
        return
    own = Window(f"{window.who}'s customer", window.weather, window.recorder, {"counter": waiting.token})
    shown = qr_codes(await own.read("/shop/me/code"))
    await own.close()
    if not shown:
        return
    form = {name: field(page, name, within=_PAY) for name in ("key", "version", "amount")}
    asked = {"order": waiting.order, "points": int(most[1])}
    await window.act(
        "points.ask",
        f"{path}/ask-points",
        form | {"points": most[1], "own_code": shown[0]},
        key=form["key"],
        asked=asked,
    )


def digits_on(page: str) -> str:
    """What says the customer's yes, as the till was told by their code; "" where points are not asked for."""
    found = _DIGITS.search(page)
    return found[1] if found else ""


async def drop_points(window: Window, path: str) -> None:
    """They pay otherwise."""
    await window.send(f"{path}/drop-points", {})


async def name_pieces(window: Window, piece: Piece) -> None:
    """So many as are in the hand, and which they are."""
    path = f"/till/lines/{piece.variant}"
    await window.send(path, {"quantity": str(piece.units), "unit": "piece"})
    await window.send(f"{path}/pieces", {"code": piece.code})


def named_on(page: str) -> list[str]:
    """The lots and numbers that the counter shows."""
    return _NAMED.findall(page)


async def empty_counter(window: Window, variants: Sequence[str]) -> None:
    """What was not sold is put back on the shelf."""
    for variant in variants:
        await window.send(f"/till/lines/{variant}", {"quantity": "0", "unit": "piece"})


async def give_instead(window: Window, claim: str) -> None:
    """The customer gets what their claim brings."""
    asked = {"claim": claim}
    await window.act("claim.give", f"/till/claims/{claim}/act", {"act": "given"}, key=claim, asked=asked)
