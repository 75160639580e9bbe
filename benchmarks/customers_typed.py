"""What is typed into the search in benchmarks.customers: names, phones, mail, cards, orders, with slips too."""

import random
from collections.abc import Sequence

import psycopg

_SOUGHT = """
SELECT c.name, min(i.value) FILTER (WHERE i.kind = 'phone'), min(i.value) FILTER (WHERE i.kind = 'email'),
       min(i.value) FILTER (WHERE i.kind = 'card')
  FROM made_customer d JOIN customers_customer c ON c.id = d.customer
  JOIN customers_leaf_owner o ON o.customer_id = c.id JOIN customers_identifier i ON i.leaf_id = o.leaf_id
 WHERE d.n = ANY(%s) GROUP BY c.id, c.name ORDER BY c.id
"""


def typed_texts(line: "psycopg.Connection[tuple[object, ...]]", customers: int) -> dict[str, list[str]]:
    """What is typed, letter by letter, by kind, of four hundred customers drawn by a fixed seed."""
    draw = random.Random(7)
    rows = line.execute(_SOUGHT, [[draw.randrange(1, customers + 1) for _ in range(400)]]).fetchall()
    names = [str(row[0]) for row in rows]
    kazakh = [one for one in names if any(sign in "әғқңөұүһі" for sign in one.lower())]
    latin = [one for one in names if one.isascii()]
    russian = [one for one in names if one not in kazakh and one not in latin]
    phones = [str(row[1]) for row in rows]
    mails = [str(row[2]) for row in rows if row[2]]
    cards = [str(row[3]) for row in rows if row[3]]
    numbers = [f"A-{draw.randrange(1, customers * 2 - 100)}" for _ in range(200)]
    typed = {
        "Russian names, letter by letter": _letters(russian),
        "Kazakh names, letter by letter": _letters(kazakh),
        "Latin names, letter by letter": _letters(latin),
        "Russian names with a slip": [_slip(one, draw) for one in russian],
        "Kazakh names with a slip": [_slip(one, draw) for one in kazakh],
        "Latin names with a slip": [_slip(one, draw) for one in latin],
        "family names alone with a slip": [_slip(one.split()[1], draw) for one in names],
        "Russian names in the Latin layout": [_other_layout(one) for one in russian],
        "tails of phones, 3 to 7 digits": [one[-many:] for one in phones for many in (3, 4, 5, 7)],
        "phones from the beginning": [("8" + one[2:])[:many] for one in phones for many in (4, 6, 8, 11)],
        "whole phones with a slip": [_slip(one[2:], draw) for one in phones],
        "e-mails, sign by sign": _letters(mails),
        "cards, digit by digit": [one[:many] for one in cards for many in (4, 8, 13)],
        "numbers of orders": numbers,
        "numbers of orders with a slip": [_slip(one, draw) for one in numbers],
    }
    return {name: texts for name, texts in typed.items() if texts}


def _letters(texts: Sequence[str]) -> list[str]:
    return [one[:many] for one in texts for many in range(2, len(one) + 1)]


def _slip(text: str, draw: random.Random) -> str:
    at = draw.randrange(1, len(text) - 1)
    kind = draw.randrange(3)
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[: at - 1] + text[at] + text[at - 1] + text[at + 1 :]
    return text[:at] + draw.choice("0123456789" if text[at].isdigit() else "аеиоулнст") + text[at + 1 :]


def _other_layout(text: str) -> str:
    return text.lower().translate(
        str.maketrans("йцукенгшщзхъфывапролджэячсмитьбюё", "qwertyuiop[]asdfghjkl;'zxcvbnm,.`")
    )
