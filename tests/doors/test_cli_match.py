"""`prilavok match` as a person runs it: lists in, the answer out, refusals in three languages, nothing half written."""

import csv
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.matching_world import Row, World, quality

from prilavok.doors.cli import main

HEADINGS = {
    "first_name": "Имя", "last_name": "Фамилия", "birth_date": "Дата рождения", "phone": "Телефон", "email": "Почта",
    "postcode": "Индекс", "city": "Город", "address": "Адрес",
}  # fmt: skip


def rows() -> tuple[list[Row], list[int]]:
    world = World(5)
    return world.repeated(world.people(150))


def write_csv(path: Path, told: Sequence[Row], encoding: str = "utf-8") -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["Код", *HEADINGS.values()])
        for nth, row in enumerate(told):
            writer.writerow([f"К-{nth}", *(row[field] for field in HEADINGS)])


def read_answer(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_list_is_answered_row_by_row_with_evidence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told, whose = rows()
    write_csv(tmp_path / "clients.csv", told)
    assert main(["match", str(tmp_path / "clients.csv"), "--save-model", str(tmp_path / "weights.json")]) == 0
    said = capsys.readouterr()
    assert "birth_date=Дата рождения" in said.err
    assert "id=Код" in said.err
    answer = read_answer(tmp_path / "clients.csv.matched.csv")
    assert [row["id"] for row in answer] == [f"К-{nth}" for nth in range(len(told))]
    assert [row["row"] for row in answer] == [str(nth + 1) for nth in range(len(told))]
    precision, _recall, f1 = quality({nth: row["cluster"] for nth, row in enumerate(answer)}, whose)
    assert (precision >= 0.98, f1 >= 0.95) == (True, True)
    by_id = {row["id"]: row for row in answer}
    tied = [row for row in answer if row["size"] != "1"]
    assert tied
    for row in tied:
        assert by_id[row["tied_to"]]["cluster"] == row["cluster"]
        assert 0.5 <= float(row["confidence"]) <= 1
        assert " same +" in row["evidence"]
    assert all(not row["confidence"] and not row["evidence"] for row in answer if row["size"] == "1")
    assert (tmp_path / "clients.csv.matched.csv").stat().st_mode & 0o077 == 0, "it holds people: nobody else reads it"
    model = json.loads((tmp_path / "weights.json").read_text())
    assert (model["version"], model["trained"]) == (1, len(told))
    assert "Омаров" not in (tmp_path / "weights.json").read_text()
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "clients.csv",
        "clients.csv.matched.csv",
        "weights.json",
    ]


def test_two_lists_are_linked_from_parquet_with_columns_told_by_hand(tmp_path: Path) -> None:
    world = World(6)
    told = world.people(150)
    again = [world.again(row) for row in told[:60]]
    names = {field: f"c{nth}" for nth, field in enumerate(HEADINGS)}
    for name, people in (("a.parquet", told), ("b.parquet", again)):
        columns = {names[field]: pa.array([row[field] or None for row in people]) for field in HEADINGS}
        pq.write_table(
            pa.table({**columns, "n": pa.array([float(nth) for nth in range(len(people))])}), tmp_path / name
        )
    mapping = ",".join(f"{field}={column}" for field, column in names.items())
    words = ["match", str(tmp_path / "a.parquet"), "--other", str(tmp_path / "b.parquet"), "--columns", mapping]
    assert main([*words, "--id", "n", "--out", str(tmp_path / "answer.jsonl")]) == 0
    answer = [json.loads(line) for line in (tmp_path / "answer.jsonl").read_text().splitlines()]
    assert [(row["file"], row["id"]) for row in answer] == [
        *((1, str(nth)) for nth in range(len(told))), *((2, str(nth)) for nth in range(60)),
    ]  # fmt: skip
    second = [row for row in answer if row["file"] == 2]
    right = [row for row in second if row.get("tied_file") == 1]
    assert len(right) >= 57
    assert all(row["evidence"][0]["bits"] > 0 for row in right)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["nothing.csv"], "not there or cannot be read"),
        (["clients.csv", "--columns", "nick=Имя"], "There is no field “nick”"),
        (["clients.csv", "--columns", "phone=Сотовый"], "no column “Сотовый”"),
        (["clients.csv", "--id", "ID"], "no column “ID”"),
        (["clients.csv", "--out", "clients.csv", "--overwrite"], "onto the list"),
        (["clients.csv", "--out", "there.csv"], "is there already"),
        (["clients.csv", "--out", "no/where.csv"], "There is no folder"),
        (["clients.csv", "--model", "clients.csv"], "cannot be used"),
        (["clients.csv", "--save-model", "x.csv", "--out", "x.csv"], "cannot be written to one file"),
        (["broken.parquet"], "is damaged"),
        (["empty.csv"], "The file is empty"),
        (["cities.csv"], "Nobody can be told apart"),
    ],
)
def test_what_cannot_be_done_is_refused_and_nothing_is_written(
    words: list[str], code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    write_csv(tmp_path / "clients.csv", rows()[0][:20])
    (tmp_path / "there.csv").write_text("mine")
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "cities.csv").write_text("город,индекс\nАлматы,050000\n")
    (tmp_path / "broken.parquet").write_bytes(b"PAR1" + os.urandom(500))
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert main(["match", *words, "--language", "en"]) == 1
    said = capsys.readouterr().err
    assert code in said
    assert "Traceback" not in said
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    for language in ("ru", "kk"):
        assert main(["match", *words, "--language", language]) == 1
        assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("words", [["x", "--least", "2"], ["x", "--least", "a"], ["x", "--language", "fr"]])
def test_what_is_no_command_is_told_how_it_is_said(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["match", *words])
    assert ended.value.code == 2
    assert "usage: prilavok match" in capsys.readouterr().err


def test_torn_rows_are_counted_and_stand_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,name,phone\n1,Анна Ким,87011234567\n2,Анна Ким\n=3,Анна Ким,87011234567,\n")
    assert main(["match", str(path)]) == 0
    assert "3 rows, 1 of them torn" in capsys.readouterr().out
    answer = read_answer(tmp_path / "a.csv.matched.csv")
    assert [row["id"] for row in answer] == ["1", "2", "'=3"], "no table runs a cell of it as a formula"
    assert answer[1]["size"] == "1"


def test_whole_names_in_either_order_are_read_alike_from_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    couples = [("Огай", "Глеб", "Нина"), ("Кох", "Марат", "Вера"), ("Титов", "Игорь", "Дарья"), ("Тян", "Юрий", "Анна")]
    told = [
        line
        for nth, (surname, he, she) in enumerate(couples)
        for line in (
            f"{surname} {he};8701000000{nth};ул. Абая {nth}",
            f"{she} {surname};8701000000{nth};ул. Абая {nth}",
        )
    ]
    told += ["Бекарыс Тян;87010000009;ул. Мира 9", "Тян Бекарыс;87010000009;ул. Мира 9"]
    path.write_text("Покупатель;Сот. тел.;Адрес\n" + "\n".join(told) + "\n", encoding="utf-8")
    assert main(["match", str(path), "--columns", "phone=Сот. тел."]) == 0
    answer = read_answer(tmp_path / "a.csv.matched.csv")
    assert [row["size"] for row in answer] == ["1"] * 8 + ["2"] * 2
    assert "first_name same" in answer[-1]["evidence"]


def test_killed_it_leaves_no_answer_and_goes_through_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """kill -9 while it works: what is under the answer's name is whole, or it is not there."""
    told = rows()[0][:40]
    write_csv(tmp_path / "clients.csv", told)
    words = [sys.executable, "-m", "prilavok.doors.cli", "match", "clients.csv", "--out", "answer.csv"]
    path = os.pathsep.join(sys.path)
    process = subprocess.Popen(words, cwd=tmp_path, env={**os.environ, "PYTHONPATH": path, "TMPDIR": str(tmp_path)}, stderr=subprocess.PIPE, text=True)  # fmt: skip
    assert process.stderr is not None
    for line in process.stderr:
        if "learning" in line:
            process.kill()
            break
    assert process.wait(60) == -9
    process.stderr.close()
    assert not (tmp_path / "answer.csv").exists()
    assert list(tmp_path.glob("prilavok-match-*")), "it was killed at work"
    (tmp_path / f".answer.csv.{process.pid}.part").write_text("half")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert main(["match", str(tmp_path / "clients.csv"), "--out", str(tmp_path / "answer.csv")]) == 0
    assert len(read_answer(tmp_path / "answer.csv")) == len(told)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["answer.csv", "clients.csv"], "what it left is gone"
