"""What was made to hold a reader up is refused at once, and a cell that is too long never loses its letters in silence."""

import io
import json
import random
import time
import zipfile
from pathlib import Path

import pytest

from prilavok.kit.sheets import SheetRefused, open_sheet, refused_line
from prilavok.kit.sheets.types import MOST_LETTERS

M = 1 << 20
HEAD = b"<worksheet><sheetData><row><c t='inlineStr'><is><t>Phone</t></is></c><c t='str'><v>Note</v></c></row>"
ROW = b"<row><c t='str'><v>87011234567</v></c><c t='str'><v>%s</v></c></row>"
END = b"</sheetData></worksheet>"


def _book(folder: Path, sheet: bytes, *, padded: int = 0, **parts: bytes) -> Path:
    """padded: bytes that cannot be packed, so that the book is large enough for what it unpacks to."""
    path = folder / "list.xlsx"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook xmlns:r='r'><sheets><sheet r:id='rId1'/></sheets></workbook>")
        to = "<Relationships><Relationship Id='rId1' Target='worksheets/sheet1.xml'/></Relationships>"
        archive.writestr("xl/_rels/workbook.xml.rels", to)
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
        for name, content in parts.items():
            archive.writestr(f"xl/{name}.xml", content)
        if padded:
            archive.writestr("xl/media/picture.png", random.Random(1).randbytes(padded))
    path.write_bytes(packed.getvalue())
    return path


def _why(path: Path) -> tuple[str, float]:
    began = time.process_time()
    with pytest.raises(SheetRefused) as refused:
        list(open_sheet(path).rows())
    return refused.value.reason, time.process_time() - began


def test_a_small_book_that_would_unpack_to_a_large_one_is_not_read(tmp_path: Path) -> None:
    reason, took = _why(_book(tmp_path, HEAD + b"<row x='" + b"a" * (60 * M) + b"'/>" + END))
    assert reason == "too_big" and took < 0.5
    reason, took = _why(_book(tmp_path, HEAD + END, sharedStrings=b"<sst>" + b"<si/>" * (10 * M) + b"</sst>"))
    assert reason == "too_big" and took < 0.5


@pytest.mark.parametrize(
    "sheet",
    [
        HEAD + b"<row x='" + b"a" * (30 * M) + b"'/>" + END,
        HEAD + b"<!--" + b"-a" * (15 * M) + b"-->" + END,
        b"<worksheet " + b"x" * (30 * M) + b"='1'/>",
    ],
)
def test_a_tag_longer_than_any_program_writes_is_not_waited_for(tmp_path: Path, sheet: bytes) -> None:
    reason, took = _why(_book(tmp_path, sheet))
    assert reason == "damaged" and took < 2  # 30 MB took ten seconds, and a hundred two minutes


def test_shared_strings_rows_cells_and_styles_are_bounded_in_number(tmp_path: Path) -> None:
    strings = b"<sst>" + b"<si/>" * 2_500_001 + b"</sst>"
    assert _why(_book(tmp_path, HEAD + END, sharedStrings=strings))[0] == "too_big"
    assert _why(_book(tmp_path, HEAD + b"<row/>" * 1_048_577 + END))[0] == "too_many_rows"
    assert _why(_book(tmp_path, HEAD + b"<row>" + b"<c/>" * 16_385 + b"</row>" + END))[0] == "too_many_columns"
    styles = b"<styleSheet><cellXfs>" + b"<xf/>" * 100_001 + b"</cellXfs></styleSheet>"
    assert _why(_book(tmp_path, HEAD + END, styles=styles))[0] == "too_big"
    odd = b"<styleSheet><numFmts><numFmt numFmtId='170' formatCode='" + b"[" * 200_000 + b"'/></numFmts></styleSheet>"
    began = time.process_time()
    assert len(list(open_sheet(_book(tmp_path, HEAD + ROW % b"x" + END, styles=odd)).rows())) == 1
    assert time.process_time() - began < 1


def test_a_book_of_ordinary_size_and_a_long_cell_within_the_limit_is_read(tmp_path: Path) -> None:
    long = b"a" * MOST_LETTERS
    strings = b"<sst><si><t>" + long + b"</t></si></sst>"
    sheet = HEAD + ROW % long + b"<row><c t='str'><v>1</v></c><c t='s'><v>0</v></c></row>" + b"<row/>" * 50_000 + END
    rows = list(open_sheet(_book(tmp_path, sheet, sharedStrings=strings)).rows())
    assert [(row.cells[1], row.problem) for row in rows] == [(long.decode(), "")] * 2


def _cut(first: str) -> str:
    return first * (MOST_LETTERS - 2) + "#…"


def test_a_cell_with_more_letters_than_a_table_holds_refuses_its_row_and_says_where_it_was_cut(tmp_path: Path) -> None:
    for letters in (MOST_LETTERS + 1, 200_000):
        text = b"a" * letters
        strings = b"<sst><si><t>" + text + b"</t></si></sst>"
        sheet = HEAD + ROW % text + b"<row><c t='str'><v>1</v></c><c t='s'><v>0</v></c></row>" + ROW % b"ok" + END
        rows = list(open_sheet(_book(tmp_path, sheet, sharedStrings=strings)).rows())
        assert [(row.cells[1], row.problem) for row in rows] == [(_cut("a"), "cell_cut")] * 2 + [("ok", "")]
        path = tmp_path / "list.csv"
        path.write_text(f"name;note\n{'я' * letters};1\nx;2\n", encoding="utf-8")
        rows = list(open_sheet(path).rows())
        assert [(row.cells, row.problem) for row in rows] == [((_cut("я"), "1"), "cell_cut"), (("x", "2"), "")]
        path.write_text(f"name;note\n{rows[0].cells[0]};1\n", encoding="utf-8")  # the file of refused rows, unchanged
        assert [(row.cells[0], row.problem) for row in open_sheet(path).rows()] == [(_cut("я"), "cell_cut")]


def test_a_long_value_of_a_json_line_comes_back_whole(tmp_path: Path) -> None:
    line = json.dumps({"name": "a" * 50_000, "n": 1})
    path = tmp_path / "list.jsonl"
    path.write_text(line + "\n")
    (row,) = open_sheet(path).rows()
    assert (row.problem, row.sent) == ("cell_cut", line)
    back = refused_line(("name", "n"), row.cells, row.sent or "", "too long")
    assert json.loads(back)["name"] == "a" * 50_000
    path.write_bytes(back)
    assert [one.problem for one in open_sheet(path).rows()] == ["cell_cut"]
