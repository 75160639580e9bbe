"""Barcodes as bars: EAN-13 where the digits are one, else Code 128; drawn by whoever shows them.

Sources: GS1 General Specifications, 5.2 (EAN-13); ISO/IEC 15417 (Code 128), whose table stands below as widths.
"""

from dataclasses import dataclass

#: Left digits of EAN-13 with odd parity, as widths of space, bar, space, bar; with even parity they stand reversed,
#: on the right the same widths begin with a bar.
_DIGITS = ("3211", "2221", "2122", "1411", "1132", "1231", "1114", "1312", "1213", "3112")
#: which of the six left digits have even parity, by the first digit, which is not drawn itself
_PARITY = ("000000", "001011", "001101", "001110", "010011", "011001", "011100", "010101", "010110", "011010")
_TABLE = """
212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231
113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211
212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131
113123 113321 133121 313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111
314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211
241211 221114 413111 241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141
214121 412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 211214
211232 2331112
"""
_WIDTHS = tuple(_TABLE.split())
_START_B, _START_C, _STOP = 104, 105, 106
LONGEST_CODE = 40


@dataclass(frozen=True, slots=True)
class Barcode:
    """kind: ean13 or code128. modules: how wide it is, quiet zones included. bars: where each begins, and its width."""

    kind: str
    text: str
    modules: int
    bars: tuple[tuple[int, int], ...]


def barcode_of(text: str) -> Barcode | None:
    """The barcode of a text; None where it is empty, too long or holds signs that Code 128 set B has not."""
    if is_ean13(text):
        return _drawn("ean13", text, ean13_widths(text), quiet=(11, 7))
    if not text or len(text) > LONGEST_CODE or any(not 32 <= ord(sign) <= 126 for sign in text):
        return None
    return _drawn("code128", text, "".join(_WIDTHS[value] for value in code128_values(text)), quiet=(10, 10))


def is_ean13(text: str) -> bool:
    """Whether the text is thirteen digits of which the last is the check digit of the others."""
    if len(text) != 13 or not (text.isascii() and text.isdigit()):
        return False
    odd, even = (sum(int(digit) for digit in text[start:12:2]) for start in (0, 1))
    return (odd + 3 * even + int(text[12])) % 10 == 0


def ean13_widths(digits: str) -> str:
    """The widths of bars and spaces in turn, the first a bar, of thirteen digits: guard, six, guard, six, guard."""
    parity = _PARITY[int(digits[0])]
    left = [_DIGITS[int(digit)][:: -1 if even == "1" else 1] for digit, even in zip(digits[1:7], parity, strict=True)]
    right = [_DIGITS[int(digit)] for digit in digits[7:]]
    return "".join(["111", *left, "11111", *right, "111"])


def code128_values(text: str) -> list[int]:
    """Start, signs, check sum and stop: digits of an even number go in pairs (set C), all else sign by sign (set B)."""
    if len(text) % 2 == 0 and text.isascii() and text.isdigit():
        values = [_START_C, *(int(text[nth : nth + 2]) for nth in range(0, len(text), 2))]
    else:
        values = [_START_B, *(ord(sign) - 32 for sign in text)]
    check = (values[0] + sum(nth * value for nth, value in enumerate(values[1:], 1))) % 103
    return [*values, check, _STOP]


def _drawn(kind: str, text: str, widths: str, *, quiet: tuple[int, int]) -> Barcode:
    at, bars = quiet[0], []
    for nth, width in enumerate(map(int, widths)):
        if nth % 2 == 0:
            bars.append((at, width))
        at += width
    return Barcode(kind, text, at + quiet[1], tuple(bars))
