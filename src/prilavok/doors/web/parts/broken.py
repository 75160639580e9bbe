"""Why a source was refused as a whole, told in the reader's language: what is kept is a code, a place and a finding."""

import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_REASONS = {
    "file_missing": _("A file is missing"),
    "file_cut": _("The file may be cut short"),
    "file_type": _("The file is no text table"),
    "column_missing": _("A column is missing"),
    "value_type": _("A value does not fit"),
}
_PLACES = {"row": _("row"), "line": _("line"), "column": _("column"), "header": _("header")}
# What a source finds wrong, as it is kept, and the sentence for it; groups by name go over as they stand.
_FINDINGS: tuple[tuple[re.Pattern[str], str | Promise], ...] = tuple(
    (re.compile(found), told)
    for found, told in (
        (r"not text \(byte (?P<at>\d+) is (?P<byte>\d+)\)", _("not text (byte %(at)s is %(byte)s)")),
        (r"(?P<what>.+), not CSV", _("%(what)s, not CSV")),
        (r"not a file", _("not a file")),
        (r"empty", _("empty")),
        (r"larger than (?P<most>\d+) bytes", _("larger than %(most)s bytes")),
        (r"over (?P<most>\d+) bytes", _("over %(most)s bytes")),
        (r"more than (?P<most>\d+) columns", _("more than %(most)s columns")),
        (r"ends inside a letter", _("ends inside a letter")),
        (r"neither UTF-8 nor windows-1251", _("neither UTF-8 nor windows-1251")),
        (r"damaged UTF-8", _("damaged UTF-8")),
        (r"changed while read", _("changed while it was read")),
        (r"a quotation mark is not closed", _("a quotation mark is not closed")),
        (r"a line break inside a cell", _("a line break inside a cell")),
        (r"no line end, and nothing after it", _("no line end, and nothing after it")),
        (
            r"the last line has no line end; .*",
            _(
                "the last line has no line end; it may be cut: 15 may have been 1500; if it is whole, add an empty line"
                " at the end"
            ),
        ),
        (r"the last line has no end, and .*", _("the last line has no line end, and its last cell is not whole")),
        (r"not as wide as the header", _("not as wide as the header")),
        (r"no time can be read", _("no time can be read")),
        (r"twice: (?P<what>.+)", _("twice: %(what)s")),
        (r"unknown: (?P<what>.+)", _("unknown: %(what)s")),
        (r"(?P<what>'.*'|\".*\") twice", _("%(what)s twice")),
        (r"(?P<what>.+): no such (?:place|coupon|\w+)", _("%(what)s: there is no such one")),
        (r"before starts_on", _("earlier than starts_on")),
        (r"not as deep as category", _("not as deep as category")),
        (r"too long", _("too long")),
        (r"empty in every language", _("empty in every language")),
        (r"(?P<one>[A-Z]{3}) beside (?P<other>[A-Z]{3})", _("%(one)s beside %(other)s")),
        (r"no place at all", _("no place at all")),
        (r"(?P<what>.+) told differently in another row", _("%(what)s told differently in another row")),
        (r"no card, phone or email", _("no card, phone or e-mail")),
    )
)
_KEPT = re.compile(r"(?P<reason>[a-z_]+): (?P<where>.*)", re.DOTALL)
_PLACED = re.compile(r", (row|line|column|header)\b")


def tell_broken(kept: str) -> str:
    """The sentence for a refusal as an import keeps it ("file_cut: sales.csv, row 3: empty"); another text as it is."""
    match = _KEPT.fullmatch(kept)
    if match is None or match["reason"] not in _REASONS:
        return kept
    place, parted, finding = match["where"].partition(": ")
    return f"{_REASONS[match['reason']]}: {_PLACED.sub(_placed, place)}{parted}{_finding(finding)}"


def _placed(found: re.Match[str]) -> str:
    return f", {_PLACES[found[1]]}"


def _finding(found: str) -> str:
    for pattern, told in _FINDINGS:
        if match := pattern.fullmatch(found):
            return str(told) % match.groupdict() if match.groupdict() else str(told)
    return found  # the very text of a cell or the names of columns: in no language
