"""`prilavok match --engine spark`: Spark compares the same rows by the same settings, and the answer is DuckDB's."""

from pathlib import Path

import pytest
from tests.matching_world import World, quality

from prilavok.doors.cli import main
from prilavok.kit.errors import Refused
from prilavok.kit.matching import matching, prepare, spark

lacking = spark.missing()
#: by how many bits one pair may differ: both engines add up doubles, in an order of their own
TOLERANCE = 1e-6


@pytest.mark.skipif(bool(lacking), reason=f"{lacking} is not here: Java 17 and requirements-spark.lock")
@pytest.mark.parametrize("files", [1, 2])
def test_spark_finds_the_same_people_by_the_same_bits(files: int, tmp_path: Path) -> None:
    world = World(5)
    told, whose = world.repeated(world.people(150))
    people = [prepare(row) for row in told]
    half = len(people) // 2
    lists = [people] if files == 1 else [people[:half], people[half:]]
    with matching(lists, folder=tmp_path) as found:
        by_pair = {(pair.left, pair.right): pair.scored.bits for pair in found.pairs(0.01)}
        there, model = {one.row: one.cluster for one in found.placed()}, found.model
    with matching(lists, folder=tmp_path, spark=True) as found:
        again = {(pair.left, pair.right): pair.scored.bits for pair in found.pairs(0.01)}
        here, learnt = {one.row: one.cluster for one in found.placed()}, found.model
    assert len(by_pair) > 50 and again == pytest.approx(by_pair, abs=TOLERANCE)
    assert here == there and learnt.shares == model.shares
    if files == 1:
        assert quality(here, whose)[2] >= 0.95
    assert list(tmp_path.iterdir()) == [], "nothing of it is left behind"


def test_where_spark_is_missing_it_is_said_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "clients.csv").write_text("Имя;Телефон\nАнна;87011234567\nАнна;87011234567\n", encoding="utf-8")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "nowhere"))
    with pytest.raises(Refused, match=r"match\.no_spark"):
        spark.check_spark()
    assert main(["match", str(tmp_path / "clients.csv"), "--engine", "spark", "--language", "ru"]) == 1
    said = capsys.readouterr().err
    assert "Spark" in said and "requirements-spark.lock" in said and "[" not in said
    assert [one.name for one in tmp_path.iterdir()] == ["clients.csv"]
    assert main(["match", "--customers", "--engine", "spark"]) == 2
