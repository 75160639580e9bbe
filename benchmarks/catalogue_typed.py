"""What is typed into the search of goods in benchmarks.catalogue: words of the three scripts, slips, other layouts."""

import random
from collections.abc import Sequence

import psycopg

_NAMED = """
SELECT p.name->>'ru', p.name->>'kk', p.brand, p.code, v.barcode
  FROM catalog_product p JOIN catalog_variant v ON v.product_id = p.id
 WHERE v.barcode IS NOT NULL ORDER BY md5(p.code) LIMIT 600
"""
_RUSSIAN = "йцукенгшщзхъфывапролджэячсмитьбюё"
_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_KAZAKH = "әғқңөұүһі"


def typed_texts(line: "psycopg.Connection[tuple[object, ...]]") -> dict[str, list[str]]:
    """What is typed, by kind, of six hundred cards drawn alike by every run."""
    draw = random.Random(7)
    rows = [[str(one) for one in row] for row in line.execute(_NAMED).fetchall()]
    russian = [ru.split() for ru, *_rest in rows]
    kazakh = [kk.split() for _ru, kk, *_rest in rows if any(sign in _KAZAKH for sign in kk.lower())]
    latin = [brand for _ru, _kk, brand, *_rest in rows if brand.isascii()]
    names = [" ".join(one[:2]) for one in russian]
    # Only what can be typed so: no letter of another script among the Russian ones.
    typed_whole = [one.lower() for one in names if set(one.lower()) <= {*_RUSSIAN, " "}]
    local = [" ".join(one[:2]) for one in kazakh]
    return {
        "one Russian word (thousands have it)": [one[0] for one in russian],
        "Russian, two words": names,
        "Russian, two words with a slip": [_slipped(one, draw) for one in names],
        "Kazakh, two words": local,
        "Kazakh, two words with a slip": [_slipped(one, draw) for one in local],
        "Latin brand": latin,
        "Latin brand with a slip": [slip(one, draw) for one in latin],
        "Russian in the Latin layout": [one.translate(str.maketrans(_RUSSIAN, _LATIN)) for one in typed_whole],
        "whole names": [ru for ru, *_rest in rows],
        "begun words": [one[: draw.randrange(3, len(one))] for one in names if len(one) > 4],
        "codes and barcodes": [row[draw.choice((3, 4))] for row in rows],
    }


def slip(text: str, draw: random.Random) -> str:
    """The text with one slip of the finger: a letter left out, swapped with its neighbour or another one."""
    at = draw.randrange(1, len(text) - 1)
    kind = draw.randrange(3)
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[: at - 1] + text[at] + text[at - 1] + text[at + 1 :]
    return text[:at] + draw.choice("аеиоулнст" if not text.isascii() else "aeioulnst") + text[at + 1 :]


def _slipped(text: str, draw: random.Random) -> str:
    """A slip in the longest word, where people make them."""
    words: Sequence[str] = text.split()
    longest = max(words, key=len)
    return " ".join(slip(one, draw) if one == longest and len(one) > 3 else one for one in words)
