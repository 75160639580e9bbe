"""The price engine says the same byte for byte on the server and in a till's browser.

PRILAVOK_LONG=1 prices a hundred thousand baskets, ever new ones; the short form prices the same few thousand each time.
"""

import json
import os
import secrets
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest
from tests.price_world import covered, grown, made_basket, made_book, not_covered

import prilavok
from prilavok.domains.promotions.rules import price, price_text, written_basket, written_rules

pytestmark = pytest.mark.browser
LONG = bool(os.environ.get("PRILAVOK_LONG"))
BASKETS, A_BOOK = (100_000, 500) if LONG else (4_000, 200)
ENGINE = Path(prilavok.__file__).parent / "static" / "dist" / "price_engine.js"
_PRICE = """([name, rules, baskets]) => {
    priceEngine.loadRules(name, rules);
    return baskets.map((basket) => priceEngine.priceBasket(name, basket));
}"""


def test_both_runtimes_price_alike(browser: Any, capsys: pytest.CaptureFixture[str]) -> None:
    till = _till(browser, ENGINE.read_text(encoding="utf-8"))
    seed = secrets.randbelow(2**32) if LONG else 20_261_122
    seen: Counter[str] = Counter()
    for nth in range(BASKETS // A_BOOK):
        draw = Random(seed + nth)
        book = made_book(draw, promotions=draw.choice([1, 5, 20, 60]))
        made = [made_basket(draw, book) for _ in range(A_BOOK)]
        if nth % 4 == 0:  # products of two numbers are made in another way there
            made = [grown(one, 10**8) for one in made]
        baskets = [written_basket(one) for one in made]
        for basket, said in zip(baskets, till.evaluate(_PRICE, [book.name, written_rules(book), baskets]), strict=True):
            assert said == price_text(basket, book), f"seed {seed + nth}: {basket}"
        for one in made[::10]:
            seen.update(covered(book, price(one, book)))
    with capsys.disabled():
        print(f"\n{BASKETS:,} baskets in two runtimes, equal to the byte, from seed {seed}; a tenth of them tried:")
        print("  " + ", ".join(f"{kind} {times:,}" for kind, times in sorted(seen.items())))
    assert not_covered(seen) == set()


def test_a_slip_in_one_runtime_is_caught(browser: Any) -> None:
    script = ENGINE.read_text(encoding="utf-8")
    slip = script.replace("const twice = 2 * a * b + of;", "const twice = 2 * a * b + of - 1;")  # halves go down
    assert slip != script
    till = _till(browser, slip)
    draw = Random(1)
    book = made_book(draw, promotions=40)
    baskets = [written_basket(made_basket(draw, book)) for _ in range(300)]
    said = till.evaluate(_PRICE, [book.name, written_rules(book), baskets])
    assert any(one != price_text(basket, book) for basket, one in zip(baskets, said, strict=True))


def _till(browser: Any, script: str) -> Any:
    page = browser.new_context().new_page()
    page.goto("about:blank")
    page.add_script_tag(content=script)
    assert json.loads(page.evaluate("JSON.stringify(typeof priceEngine.priceBasket)")) == "function"
    return page
