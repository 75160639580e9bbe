"""Spark as the engine that compares: on this machine, bound to loopback.

Only what grows with the pairs is given to it; what was learnt, and the groups, come from DuckDB as ever, so the answer
is the same. It is no part of an installation: who wants it installs Java and `requirements-spark.lock`.
"""

import importlib
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from prilavok.kit.errors import Refused
from prilavok.kit.errors import noted as _
from prilavok.kit.matching.engine import THREADS, Loaded

#: what the engine may take before it writes to the disk
MEMORY = "2g"
_MOST_PARTS = 8


def missing() -> str:
    """What is not there of what Spark needs; "" where it can run."""
    if find_spec("pyspark") is None:
        return "pyspark"
    home = os.environ.get("JAVA_HOME")
    there = Path(home, "bin", "java").exists() if home else shutil.which("java") is not None
    return "" if there else "Java 17"


def check_spark() -> None:
    """Raises Refused where Spark cannot run here."""
    if what := missing():
        raise Refused(
            "match.no_spark",
            _("%(engine)s cannot run here: %(what)s is missing. What to install: %(where)s; or leave %(option)s out."),
            engine="Spark",
            where="docs/loading.md, requirements-spark.lock",
            option="--engine",
            what=what,
        )


@contextmanager
def sparked(folder: Path) -> Iterator[Any]:
    """A session of its own, whose files lie in the folder; ended at the end. Raises Refused where Spark cannot run."""
    check_spark()
    settings = {
        "spark.driver.memory": MEMORY,
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.local.dir": str(folder),
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.sql.shuffle.partitions": str(_MOST_PARTS),
        "spark.sql.session.timeZone": "UTC",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = (
        importlib.import_module("pyspark.sql")
        .SparkSession.builder.master(f"local[{THREADS}]")
        .appName("prilavok match")
    )
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    try:
        session.sparkContext.setLogLevel("ERROR")
        session.sparkContext.setCheckpointDir(str(folder / "checkpoints"))
        _teach_likeness(session)
        yield session
    finally:
        session.stop()


def _teach_likeness(session: Any) -> None:
    """The same likeness of names as in DuckDB and for one record: the function that Splink brings for Spark seems to
    weigh the beginning of long words otherwise, and puts e-mails on another level.
    """

    def likeness(one: str | None, two: str | None) -> float | None:  # sent whole to Spark's own processes
        from rapidfuzz.distance import JaroWinkler

        return None if one is None or two is None else JaroWinkler.similarity(one, two)

    session.udf.register("jaro_winkler", likeness, "double")


def lend(loaded: Loaded, session: Any, folder: Path) -> list[Any]:
    """The rows of the files as Spark's, in files of the folder."""
    lent = []
    for table in loaded.tables:
        place = folder / f"{table}.parquet"
        loaded.database.execute(f"COPY {table} TO '{_quoted(place)}' (FORMAT parquet)")
        lent.append(session.read.parquet(str(place)))
    return lent


def take_back(loaded: Loaded, session: Any, question: str, folder: Path) -> None:
    """What Spark answers becomes the table of pairs."""
    place = folder / "pairs"
    session.sql(question).write.parquet(str(place))
    loaded.database.execute(f"CREATE TABLE pairs AS SELECT * FROM read_parquet('{_quoted(place)}/*.parquet')")


def _quoted(place: Path) -> str:
    return str(place).replace("'", "''")
