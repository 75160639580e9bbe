"""Tables as people send them: encodings, delimiters, books of two other programs, and everything that is refused."""

import io
import json
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prilavok.kit.sheets import SheetRefused, lost_digits, open_sheet, refused_line, whole_digits
from prilavok.kit.sheets.cells import date_styles

BOOKS = Path(__file__).parent / "books"
TABLE = "Имя;Телефон\nӘсел;8 701 123 45 67\nИван;\n"


def _rows(path: Path) -> list[tuple[int, tuple[str, ...], str]]:
    return [(row.number, row.cells, row.problem) for row in open_sheet(path).rows()]


def _put(folder: Path, content: bytes) -> Path:
    path = folder / "list.bin"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_a_table_reads_alike_in_every_usual_writing(tmp_path: Path, encoding: str, delimiter: str) -> None:
    marks = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}
    text = TABLE.replace(";", delimiter).replace("\n", "\r\n")
    path = _put(tmp_path, marks.get(encoding, b"") + text.encode(encoding))
    assert open_sheet(path).columns == ("Имя", "Телефон")
    assert _rows(path) == [(1, ("Әсел", "8 701 123 45 67"), ""), (2, ("Иван", ""), "")]


def test_windows_1251_is_known_by_its_letters_and_damaged_utf_8_is_not_taken_for_it(tmp_path: Path) -> None:
    russian = TABLE.replace("Әсел", "Асель")
    path = _put(tmp_path, russian.encode("cp1251"))
    assert open_sheet(path).encoding == "cp1251"
    assert _rows(path)[0] == (1, ("Асель", "8 701 123 45 67"), "")
    damaged = bytearray((russian * 20).encode())
    damaged[7] = 0xFF
    with pytest.raises(SheetRefused) as refused:
        open_sheet(_put(tmp_path, bytes(damaged)))
    assert refused.value.reason == "encoding"


@pytest.mark.parametrize(
    "text",
    [
        "Код,ФИО,Телефон\ndos,Дос Досов,8701\n",
        "КОД;ТЕЛЕФОН\n1;ИВАНОВ ИВАН ПЕТРОВИЧ\n",
        "код;имя;телефон\n1;анна ким;8701\n2;серик\n",
    ],
)
@pytest.mark.parametrize("alphabet", ["cp1251", "cp866", "koi8-r", "koi8-u"])
def test_an_alphabet_of_eight_bits_is_known_by_what_its_letters_make(tmp_path: Path, text: str, alphabet: str) -> None:
    path = _put(tmp_path, (text + "x;y;z\n").encode(alphabet))
    assert open_sheet(path).columns == tuple(text.splitlines()[0].replace(",", ";").split(";"))
    assert open_sheet(path).encoding == alphabet.replace("koi8-r", "koi8-u")


def test_spaces_of_thousands_signs_and_letters_of_the_west_stay_windows(tmp_path: Path) -> None:
    for text, codec in (("a;b\n1\u00a0234,50;«»—№\n", "cp1251"), ("a;b\nGröße;naïve\n", "latin-1")):
        assert open_sheet(_put(tmp_path, (text * 50).encode(codec))).encoding == "cp1251"


def test_what_stands_beyond_the_headings_is_kept_with_its_row(tmp_path: Path) -> None:
    (row,) = open_sheet(_put(tmp_path, b"a,b\n1,2,,4,\n")).rows()
    assert (row.cells, row.beyond, row.problem) == (("1", "2"), ("", "4"), "columns_differ")
    (wide,) = open_sheet(_put(tmp_path, b"a,b\n1,2," + b"x," * 300 + b"y\n")).rows()
    assert len(wide.beyond) == 200 and wide.beyond[-1] == "x; " * 101 + "y"


@pytest.mark.parametrize(
    "why", ["Почему не принято", "Неге қабылданбады", "Why it was refused", " WHY it was  refused"]
)
def test_a_file_of_refused_rows_is_read_as_what_was_sent(tmp_path: Path, why: str) -> None:
    rows = f"k;;n;#4;#5;{why};{why}\n1;2;3;;;r;\n1;2;3;x;;r;r\n1;#?;3;;;r\n'=?;2;3;;;r\n1;2;#REF!;;;;r\n1;2;3;;;r;;z\n"
    sheet = open_sheet(_put(tmp_path, rows.encode()))
    assert sheet.columns == ("k", "#2", "n")
    assert [(one.cells, one.beyond, one.problem) for one in sheet.rows()] == [
        (("1", "2", "3"), (), ""),
        (("1", "2", "3"), ("x",), "columns_differ"),
        (("1", "#?", "3"), (), "columns_differ"),
        (("=?", "2", "3"), (), "formula_empty"),
        (("1", "2", "#REF!"), (), "cell_error"),
        (("1", "2", "3"), ("", "", "z"), "columns_differ"),
    ]
    (row,) = open_sheet(_put(tmp_path, f"k;n;#3;{why};more\n1;2;x;r;y\n".encode())).rows()
    assert (row.cells, row.beyond, row.problem) == (("1", "2", "y"), ("x",), "columns_differ"), "whatever is put behind"
    with pytest.raises(SheetRefused, match="no_headings"):
        open_sheet(_put(tmp_path, f"{why}\nx\n".encode()))


@pytest.mark.parametrize(
    ("told", "kept", "lost"),
    [
        ("77015550033", "77015550033", False), ("7,7015550033E+10", "77015550033", False),
        ("7.7015550033e10", "77015550033", False), ("7,7015E+10", "7,7015E+10", True),
        ("'7,7E+10", "'7,7E+10", True), ("2.99000000002412E+19", "2.99000000002412E+19", True),
        ("E+10", "E+10", False), ("", "", False), ("7E+0", "7", False),
    ],
)  # fmt: skip
def test_a_number_in_powers_of_ten_is_spelt_out_or_known_for_lost(told: str, kept: str, lost: bool) -> None:
    assert (whole_digits(told), lost_digits(told)) == (kept, lost)


def test_more_digits_than_a_table_keeps_are_not_filled_with_noughts(tmp_path: Path) -> None:
    cells = "".join(
        f"<c><v>{one}</v></c>" for one in ("29900000000241234567", "2.99E19", "123456789012345", "7.7015558802e10")
    )
    rows = f'<worksheet><sheetData><row>{"".join(f"""<c t="str"><v>{one}</v></c>""" for one in "abcd")}</row><row>{cells}</row></sheetData></worksheet>'
    assert _rows(_put(tmp_path, _book({"xl/worksheets/sheet1.xml": rows.encode()}))) == [
        (1, ("2.99000000002412E+19", "2.99000000000000E+19", "123456789012345", "77015558802"), "")
    ]


def test_what_excel_puts_before_the_headings_is_passed_over(tmp_path: Path) -> None:
    path = _put(tmp_path, ("sep=|\r\n" + TABLE.replace(";", "|")).encode())
    assert open_sheet(path).columns == ("Имя", "Телефон")


def test_quotes_line_breaks_and_torn_rows(tmp_path: Path) -> None:
    path = _put(tmp_path, b'a,b\n"x\ny","he said ""no"""\n\n1\n1,2,3\n1,2,\n')
    assert _rows(path) == [
        (1, ("x\ny", 'he said "no"'), ""),
        (2, ("1", "#?"), "columns_differ"),
        (3, ("1", "2"), "columns_differ"),
        (4, ("1", "2"), ""),
    ]


def test_a_cell_with_odd_quotes_refuses_its_row_and_no_other(tmp_path: Path) -> None:
    path = _put(tmp_path, 'a;b\n1;2\n"Кавычка" внутри;"x"\n"so";"it ""is"""\n'.encode())
    assert _rows(path) == [
        (1, ("1", "2"), ""),
        (2, ('"Кавычка" внутри', "x"), "quotes_odd"),
        (3, ("so", 'it "is"'), ""),
    ]


def test_where_the_next_row_begins_is_not_guessed_and_the_row_is_named(tmp_path: Path) -> None:
    with pytest.raises(SheetRefused) as refused:
        list(open_sheet(_put(tmp_path, b'a;b\n1;2\n"x"y";2\n3;4\n')).rows())
    assert (refused.value.reason, refused.value.where) == ("damaged", 3)
    assert "at row 3." in refused.value.say(str)
    with pytest.raises(SheetRefused) as refused:
        list(open_sheet(_put(tmp_path, b"a;b;c\n1;2;3\n4;5")).rows())
    assert "cut short at row 3." in refused.value.say(str)


def test_a_broken_book_is_called_as_who_sent_it_calls_it(tmp_path: Path) -> None:
    with pytest.raises(SheetRefused) as refused:
        open_sheet(_put(tmp_path, b"PK\x03\x04" + bytes(40)), "Клиенты.xlsx")
    assert refused.value.where == "Клиенты.xlsx" and "“Клиенты.xlsx”" in refused.value.say(str)


def test_refused_json_lines_come_back_as_they_were_sent_and_are_read_again(tmp_path: Path) -> None:
    sent = ['{"id": 1, "who": {"name": "Иван"}}', "[1, 2]", '{"id": 3, "who"', '{"id": 4, "lines": [{"sku": "A"}]}']
    sheet = open_sheet(_put(tmp_path, ("\n".join(sent) + "\n").encode()))
    rows = list(sheet.rows())
    assert [(one.problem, one.sent) for one in rows] == [
        ("", ""), ("not_json", sent[1]), ("not_json", sent[2]), ("value_nested", sent[3])
    ]  # fmt: skip
    back = b"".join(refused_line(sheet.columns, one.cells, one.sent or "", "why") for one in rows)
    assert [json.loads(line) for line in back.splitlines()] == [
        {"id": "1", "who.name": "Иван", "#reason": "why"},
        {"#sent": "[1, 2]", "#reason": "why"},
        {"#sent": '{"id": 3, "who"', "#reason": "why"},
        {"id": "4", "lines": [{"sku": "A"}], "#reason": "why"},
    ]
    # Brought again as it is it says the same; corrected, inside or instead, it is read.
    again = open_sheet(_put(tmp_path, back))
    assert [(one.problem, one.sent) for one in again.rows()][1:3] == [("not_json", sent[1]), ("not_json", sent[2])]
    mended = back.replace(b'"[1, 2]"', b'"{\\"id\\": 2}"').replace(b'\\"who\\"', b'\\"who\\": {\\"name\\": \\"A\\"}}')
    again = open_sheet(_put(tmp_path, mended))
    assert again.columns == ("id", "who.name")
    assert [(one.cells, one.problem) for one in again.rows()] == [
        (("1", "Иван"), ""), (("2", ""), ""), (("3", "A"), ""), (("", ""), "value_nested")
    ]  # fmt: skip


def test_json_lines_keep_numbers_as_they_are_written(tmp_path: Path) -> None:
    told = [
        '{"id": 12345678901234567890, "sum": 1234.50, "who": {"name": "Иван"}, "phones": ["8701", "8702"], "on": true}',
        '{"id": 2, "who": {"name": null}, "lines": [{"sku": "A"}]}',
        "[1, 2]",
        "{broken",
    ]
    path = _put(tmp_path, ("\n".join(told) + "\n").encode())
    assert open_sheet(path).columns == ("id", "sum", "who.name", "phones", "on")
    assert _rows(path) == [
        (1, ("12345678901234567890", "1234.50", "Иван", "8701; 8702", "true"), ""),
        (2, ("", "", "", "", ""), "value_nested"),
        (3, ("", "", "", "", ""), "not_json"),
        (4, ("", "", "", "", ""), "not_json"),
    ]


def test_a_book_of_openpyxl() -> None:
    """Made with openpyxl 3.1.5, whose formulas have no stored result."""
    assert open_sheet(BOOKS / "openpyxl.xlsx").columns == ("ФИО", "Телефон", "Дата", "Сумма", "Купил")
    assert _rows(BOOKS / "openpyxl.xlsx") == [
        (1, ("Әсел Қыдыр", "77011234567", "2026-02-03", "1234.56", "true"), ""),
        (2, ("Иван", "8 701 123-45-68", "2026-02-03T10:15:30", "0.3", "false"), ""),
        (3, ("=?", "x", "y", "", ""), "formula_empty"),
    ]


def test_a_book_of_xlsxwriter() -> None:
    """Made with XlsxWriter 3.3.1: rich text, a number format in words that is no date, results of formulas."""
    assert _rows(BOOKS / "xlsxwriter.xlsx") == [
        (1, ("Жанар", "+7 701 123 45 67", "2026-02-03T10:15:00", "1500", "3000"), ""),
        (2, ("Пётр", "", "", "", "#DIV/0!"), "cell_error"),
    ]


def test_which_number_formats_are_dates() -> None:
    formats = {
        164: "dd.mm.yyyy",
        165: '#,##0.00" дней"',
        166: "[$-419]d mmm;@",
        167: "0.00E+00",
        168: "[Red]0",
        169: "hh:mm",
    }
    assert date_styles([0, 14, 164, 165, 166, 167, 168, 169, 2], formats) == {1, 2, 4, 7}


def _book(parts: dict[str, bytes]) -> bytes:
    whole = {
        "[Content_Types].xml": b"<Types/>",
        "xl/workbook.xml": b'<workbook xmlns:r="r"><sheets><sheet name="A" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": b'<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": b"<worksheet><sheetData/></worksheet>",
        **parts,
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in whole.items():
            archive.writestr(name, content)
    return packed.getvalue()


_BOMB = b"<worksheet><sheetData>" + b" " * (40 * 1024 * 1024)
_ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet><sheetData/></worksheet>'


_CELL = st.tuples(
    st.sampled_from(["n", "s", "b", "e", "str", "d", "zz"]),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=8)
    | st.sampled_from(["NaN", "sNaN", "1E-999999", "1E999999", "²", "-1", "2958465.5", "1e400", "0.1"]),
    st.sampled_from(["0", "1", "²", "9999999999", ""]),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_CELL, min_size=1, max_size=6), st.booleans())
def test_no_cell_of_a_book_makes_anything_but_text(
    tmp_path_factory: pytest.TempPathFactory, cells: list[tuple[str, str, str]], from_1904: bool
) -> None:
    row = "".join(
        f"<c t={quoteattr(kind)} s={quoteattr(style)}><v>{escape(text)}</v></c>" for kind, text, style in cells
    )
    heads = "".join(f'<c t="str"><v>h{nth}</v></c>' for nth in range(len(cells)))
    sheet = (
        f"<worksheet><sheetData><row>{heads}</row><row>{row}</row><row><c><v>1</v></c></row></sheetData></worksheet>"
    )
    workbook = f'<workbook xmlns:r="r"><workbookPr date1904="{int(from_1904)}"/><sheets><sheet r:id="rId1"/></sheets></workbook>'
    styles = b'<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
    parts = {"xl/worksheets/sheet1.xml": sheet.encode(), "xl/workbook.xml": workbook.encode(), "xl/styles.xml": styles}
    path = _put(tmp_path_factory.mktemp("book"), _book(parts))
    assert all(len(one.cells) == len(cells) and max(map(len, one.cells)) < 100 for one in open_sheet(path).rows())


def test_what_no_database_keeps_is_left_out(tmp_path: Path) -> None:
    path = _put(tmp_path, b'{"na\\u0000me": "a\\ud800b\\u0000c"}\n')
    assert open_sheet(path).columns == ("name",)
    assert _rows(path) == [(1, ("a?bc",), "")]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old_book"),
        (b"%PDF-1.7\n", "wrong_type"),
        (b"PAR1" + bytes(60), "wrong_type"),
        (b"\x89PNG\r\n\x1a\n" + bytes(60), "wrong_type"),
        (bytes(600), "wrong_type"),
        (b"a;b\n", "no_rows"),
        (b"a;b;a\n1;2;3\n", "headings_twice"),
        (b";".join(b"c%d" % nth for nth in range(201)) + b"\n", "too_many_columns"),
        (b'a;b\n1;"2\n', "cut"),
        (b"a;b;c\n1;2;3\n4;5", "cut"),
        (b'{"a": 1}\n{"a": ', "cut"),
        (b"{oops\n", "damaged"),
        ("Имя;Телефон\nИ".encode()[:-1], "encoding"),
        (b"PK\x03\x04" + bytes(40), "cut"),
        ((BOOKS / "openpyxl.xlsx").read_bytes()[:3000], "cut"),
        (_book({}), "empty"),
        (_book({"xl/worksheets/sheet1.xml": b"<worksheet><sheetData><row>"}), "damaged"),
        (_book({"xl/worksheets/sheet1.xml": _ENTITIES}), "wrong_type"),
        (_book({"xl/workbook.xml": b"<workbook/>"}), "damaged"),
    ],
)
def test_what_is_no_whole_table_is_refused_with_its_reason(tmp_path: Path, content: bytes, reason: str) -> None:
    path = _put(tmp_path, content)
    with pytest.raises(SheetRefused) as refused:
        list(open_sheet(path).rows())
    assert refused.value.reason == reason


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("prilavok.kit.sheets.book._MOST_UNPACKED", 30 * 1024 * 1024)
    path = _put(tmp_path, _book({"xl/worksheets/sheet1.xml": _BOMB}))
    assert path.stat().st_size < 200_000
    with pytest.raises(SheetRefused) as refused:
        open_sheet(path)
    assert refused.value.reason == "too_big"


@settings(max_examples=200, deadline=None)
@given(
    st.binary(max_size=400)
    | st.text(max_size=200).map(str.encode)
    | st.builds(
        lambda cut, at: cut[: len(cut) - at], st.just((BOOKS / "xlsxwriter.xlsx").read_bytes()), st.integers(0, 5000)
    )
)
def test_no_bytes_make_anything_but_rows_or_a_refusal(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = _put(tmp_path_factory.mktemp("any"), content)
    try:
        sheet = open_sheet(path)
        for row in sheet.rows():
            assert len(row.cells) == len(sheet.columns)
    except SheetRefused:
        pass


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["a", "b"]),
            st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=5),
            min_size=1,
        ),
        min_size=1,
        max_size=5,
    )
)
def test_json_lines_give_back_their_texts(tmp_path_factory: pytest.TempPathFactory, told: list[dict[str, str]]) -> None:
    path = _put(
        tmp_path_factory.mktemp("any"), "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in told).encode()
    )
    sheet = open_sheet(path)
    assert [dict(zip(sheet.columns, row.cells, strict=True)) for row in sheet.rows()] == [
        {name: one.get(name, "").strip() for name in sheet.columns} for one in told
    ]
