"""QR codes (ISO/IEC 18004) of short texts, drawn by whoever shows them.

They hold numbers and codes that a scanner types into a field as a person would, and addresses where something is paid;
never a word about anybody.
"""

from dataclasses import dataclass

import segno

#: modules of white that the standard asks for on each side
QUIET = 4
LONGEST_TEXT = 400


@dataclass(frozen=True, slots=True)
class QrCode:
    """modules: how wide and high it is, quiet zone included. path: the black ones, as a path of SVG in modules."""

    text: str
    modules: int
    path: str


def qr_of(text: str) -> QrCode | None:
    """The QR code of a text, which a seventh of it may be lost of; None where it is empty or too long."""
    if not text or len(text) > LONGEST_TEXT:
        return None
    rows = segno.make_qr(text, error="m").matrix
    path = "".join(_row(nth + QUIET, row) for nth, row in enumerate(rows))
    return QrCode(text, len(rows) + 2 * QUIET, path)


def _row(y: int, row: bytes | bytearray | tuple[int, ...]) -> str:
    """The black modules of a row, those side by side as one rectangle."""
    drawn, start = [], None
    for x, black in enumerate([*row, 0]):
        if black and start is None:
            start = x
        elif not black and start is not None:
            drawn.append(f"M{start + QUIET} {y}h{x - start}v1h-{x - start}z")
            start = None
    return "".join(drawn)
