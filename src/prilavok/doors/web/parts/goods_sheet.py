"""A file of goods as suppliers send it: which column is what, and what each row says, or why it says nothing."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from prilavok.domains.catalog.types import VariantView
from prilavok.domains.imports.queries import Unfit, fold_word, read_at
from prilavok.domains.stock.types import LotSaid
from prilavok.doors.web.till.typed import read_amount, units_typed
from prilavok.flows.take_goods_file import GoodsRow
from prilavok.insights.sale_page import find_on_shelf
from prilavok.insights.told_apart import told_apart
from prilavok.kit.errors import Refused
from prilavok.kit.sheets import MOST_BYTES, lost_digits, open_sheet

#: rows of one file; a paper has no more lines than twice that
MOST_GOODS_ROWS = 1000
_MOST_NUMBERS = 200
HEADINGS: Mapping[str, str] = {
    "code": "sku|артикул|код|код товара|штрихкод|штрих-код|штрих код|barcode|ean|gtin|article|code|тауар коды"
    "|штрихкоды",
    "quantity": "количество|кол-во|кол|quantity|qty|count|units|саны|мөлшері",
    "cost": "сумма|стоимость|себестоимость|cost|amount|total|құны|сомасы",
    "lot": "партия|серия|номер партии|lot|batch|lot number|batch number|топтама|партия нөмірі",
    "best_before": "годен до|срок годности|употребить до|best before|use by|expiry|expires|expiry date"
    "|жарамдылық мерзімі|жарамды",
    "made_on": "дата изготовления|изготовлено|произведено|made on|production date|manufactured|жасалған күні",
    "serial": "серийный номер|серийные номера|sn|s/n|serial|serial number|serial numbers|imei|сериялық нөмір"
    "|сериялық нөмірлер",
}


class GoodsFileUnfit(Refused):
    """A file of goods that cannot be read at all."""

    def __init__(self, why: str) -> None:
        told = {
            "columns": _("The file needs a column of codes and one of quantities or serial numbers."),
            "rows": _("The file has no rows, or more than %(most)s: divide it."),
            "none": _("No file came in, or it is bigger than %(most)s MB."),
            "sent": _("What was looked at is not there any more: bring the file again."),
        }
        super().__init__(f"goods_file.{why}", told[why], most=MOST_BYTES >> 20 if why == "none" else MOST_GOODS_ROWS)


class RowUnfit(Refused):
    """A row that says nothing we understand."""

    def __init__(self, why: str) -> None:
        told = {
            "torn": _("The row does not have the width of its headings."),
            "digits": _(
                "Of a number the table kept only the beginning (7.7015E+10): make the column text and enter it anew."
            ),
            "code": _("No product has this SKU or barcode, or more than one has."),
            "quantity": _("The quantity is no whole number or weight above nought."),
            "cost": _("The cost is no amount of money."),
            "day": _("The day cannot be read. Write it as 31.12.2026 or 2026-12-31."),
            "serials": _("There are not as many serial numbers as pieces."),
            "many": _("One row names %(most)s serial numbers at the most: divide it."),
            "not_serial": _("This product is not told apart by serial numbers."),
            "no_lot": _("This product is told apart by serial numbers, not by lots."),
            "day_alone": _("A best-before day needs its lot."),
            "twice": _("The same serial number stands in the file twice."),
        }
        super().__init__(f"goods_row.{why}", told[why], most=_MOST_NUMBERS)


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A row with what it says. cells: by field, as they stand there. why: why nothing can be taken of it."""

    number: int
    cells: Mapping[str, str]
    variant: VariantView | None
    row: GoodsRow | None
    why: Refused | None


def open_goods(path: Path, called: str) -> list[dict[str, str]]:
    """The rows of a file by field, what no field is for left out; called: its name to people.

    Raises SheetRefused, GoodsFileUnfit.
    """
    sheet = open_sheet(path, called)
    fields = [_field(one) for one in sheet.columns]
    if "code" not in fields or not {"quantity", "serial"} & set(fields):
        raise GoodsFileUnfit("columns")
    found: list[dict[str, str]] = []
    for row in sheet.rows():
        if len(found) == MOST_GOODS_ROWS:
            raise GoodsFileUnfit("rows")
        cells = {field: cell for field, cell in zip(fields, row.cells, strict=True) if field}
        found.append(cells | ({"problem": row.problem} if row.problem else {}))
    if not found:
        raise GoodsFileUnfit("rows")
    return found


def pack_goods(rows: Sequence[Mapping[str, str]]) -> str:
    """The rows as a page carries them from the look at them to the taking."""
    return json.dumps(rows, ensure_ascii=False, sort_keys=True)


def unpack_goods(packed: str) -> list[dict[str, str]]:
    """The same back. Raises GoodsFileUnfit where it is none of ours."""
    try:
        rows = json.loads(packed)
    except ValueError as trouble:
        raise GoodsFileUnfit("sent") from trouble
    fit = isinstance(rows, list) and 0 < len(rows) <= MOST_GOODS_ROWS
    if not fit or not all(isinstance(row, dict) and all(isinstance(one, str) for one in row.values()) for row in rows):
        raise GoodsFileUnfit("sent")
    return [{str(key): value.replace("\x00", "")[:4000] for key, value in row.items()} for row in rows]


def name_of_goods(packed: str) -> str:
    """What the rows are called by what stands in them: the same rows have the same name."""
    return f"file:{hashlib.sha256(packed.encode()).hexdigest()[:24]}"


def read_goods(rows: Sequence[Mapping[str, str]], *, currency: str) -> list[SheetLine]:
    """What each row says. currency: of the costs."""
    codes = {cells.get("code", "").strip() for cells in rows}
    known = {code: find_on_shelf(code) for code in codes if code and len(code) <= 60}
    ways = {one: said.way for one, said in told_apart([two.id for two in known.values() if two]).items()}
    read, seen = [], set[tuple[UUID, str]]()
    for number, cells in enumerate(rows, 1):
        variant, row, why = known.get(cells.get("code", "").strip()), None, None
        try:
            row = _read(number, cells, variant, ways, currency, seen)
        except Refused as refused:
            why = refused
        read.append(SheetLine(number, cells, variant, row, why))
    return read


def _read(
    number: int, cells: Mapping[str, str], variant: VariantView | None, ways: Mapping[UUID, str], currency: str,
    seen: set[tuple[UUID, str]],
) -> GoodsRow:  # fmt: skip
    if cells.get("problem"):
        raise RowUnfit("torn")
    if any(lost_digits(cells.get(field, "")) for field in ("code", "lot", "serial")):
        raise RowUnfit("digits")
    if variant is None:
        raise RowUnfit("code")
    way, serials = ways.get(variant.id, "none"), _serials(cells.get("serial", ""))
    units = _units(cells.get("quantity", ""), variant.unit, len(serials))
    lots = _lots(cells, variant.id, units, serials, way)
    if serials and (twice := {(variant.id, one) for one in serials}) & seen:
        raise RowUnfit("twice")
    if serials:
        seen |= twice
    try:
        cost = read_amount(cells.get("cost", ""), currency)
    except Refused as refused:
        raise RowUnfit("cost") from refused
    if cost is not None and cost < 0:
        raise RowUnfit("cost")
    return GoodsRow(number, variant.id, units, lots, cost)


def _lots(cells: Mapping[str, str], variant: UUID, units: int, serials: Sequence[str], way: str) -> tuple[LotSaid, ...]:
    ends, made = _day(cells.get("best_before", "")), _day(cells.get("made_on", ""))
    lot = cells.get("lot", "").strip()
    if serials and way != "serial":
        raise RowUnfit("not_serial")
    if lot and way == "serial":
        raise RowUnfit("no_lot")
    if len(serials) > _MOST_NUMBERS:
        raise RowUnfit("many")
    if serials and len(serials) != units:
        raise RowUnfit("serials")
    if len(set(serials)) < len(serials):
        raise RowUnfit("twice")
    if (ends or made) and not (lot or serials):
        raise RowUnfit("day_alone")
    said = [(one, 1) for one in serials] or ([(lot, units)] if lot else [])
    return tuple(LotSaid(variant=variant, code=code, units=n, best_before=ends, made_on=made) for code, n in said)


def _units(text: str, unit: str, serials: int) -> int:
    if not text.strip() and serials:
        return serials
    try:
        units = units_typed("".join(text.split()), unit)
    except Refused as refused:
        raise RowUnfit("quantity") from refused
    if units <= 0:
        raise RowUnfit("quantity")
    return units


def _serials(text: str) -> list[str]:
    """One number, or several of a cell, parted by semicolons, commas or new lines."""
    parts: Iterable[str] = text.replace(",", ";").replace("\n", ";").split(";")
    return [one.strip() for one in parts if one.strip()]


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return read_at(text, ZoneInfo("UTC")).date()
    except Unfit as trouble:
        raise RowUnfit("day") from trouble


def _field(heading: str) -> str:
    folded = fold_word(heading)
    return next((field for field, names in HEADINGS.items() if folded in names.split("|")), "")
