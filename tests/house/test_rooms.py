"""Rooms have the nine names, small files, one sentence at the top, and no forbidden ways."""

import ast
import re
from collections import defaultdict

import pytest
from tests.house.source import PACKAGE, Source, functions, imported, names_used, sources

NINE = {"__init__", "actions", "queries", "types", "errors", "facts", "rules", "models", "hot"}
#: files of a domain beyond the nine, each with its reason
ALSO = {
    "domains/staff/sign_in.py": "Django names the class that checks a password by its dotted path",
    "domains/staff/logins.py": "Django's sign-in asks the model for its finder; models.py holds tables only",
}
#: files longer than 250 lines, each with its reason (400 is the end for all)
LONG: dict[str, str] = {}
#: functions longer than 60 lines, each with its reason
LONG_FUNCTIONS: dict[str, str] = {}
NEVER = {
    "service",
    "manager",
    "helper",
    "helpers",
    "utils",
    "util",
    "common",
    "core",
    "base",
    "handler",
    "data",
    "info",
}
#: names that are not ours to choose, each with who asks for them
NAMED_BY_OTHERS = {"kit/db/engine/base.py": "Django looks for its backend under this very name"}


def test_a_domain_has_only_the_nine_names() -> None:
    strangers = []
    for path in sorted((PACKAGE / "domains").rglob("*")):
        if path.suffix not in {".py", ".sql"} or path.parent == PACKAGE / "domains":
            continue
        inside = path.relative_to(PACKAGE / "domains")
        name = inside.parts[1].partition(".")[0] if len(inside.parts) > 1 else ""
        if name not in NINE and f"domains/{inside.as_posix()}" not in ALSO:
            strangers.append(inside.as_posix())
    assert strangers == []


def test_every_domain_opens_with_what_it_keeps() -> None:
    silent = [
        room.name
        for room in sorted((PACKAGE / "domains").iterdir())
        if room.is_dir()
        and room.name != "__pycache__"
        and not (ast.get_docstring(ast.parse((room / "__init__.py").read_text())) or "").strip()
    ]
    assert silent == []


@pytest.mark.parametrize("source", sources(), ids=lambda one: one.path)
def test_a_file_is_small_and_opens_with_one_sentence(source: Source) -> None:
    assert source.lines <= (400 if source.path in LONG else 250), f"{source.path} has {source.lines} lines"
    assert (ast.get_docstring(source.tree) or "").strip(), f"{source.path} does not say what it is"
    named_so = source.path in NAMED_BY_OTHERS
    assert named_so or not NEVER & set(re.split(r"[/_.]", source.path)), f"{source.path} has a name that says nothing"
    for function in functions(source.tree):
        length = (function.end_lineno or function.lineno) - function.lineno + 1
        assert length <= 60 or f"{source.path}:{function.name}" in LONG_FUNCTIONS, f"{function.name}: {length} lines"


def test_classes_have_no_names_that_say_nothing() -> None:
    empty = re.compile(r"(Service|Manager|Helper|Utils|Common|Core|Base|Handler|Data|Info)$")
    assert [
        f"{source.path}: {node.name}"
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef) and empty.search(node.name)
    ] == []


def test_public_names_of_actions_and_queries_are_unique_in_the_house() -> None:
    where: dict[str, list[str]] = defaultdict(list)
    for source in sources():
        if re.fullmatch(r"domains/\w+/(actions|queries)(/\w+)?\.py", source.path):
            for node in source.tree.body:
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                    where[node.name].append(source.path)
    assert {name: paths for name, paths in where.items() if len(paths) > 1} == {}


def test_nobody_goes_round_the_floors() -> None:
    wrong = []
    for source in sources():
        used, modules = names_used(source.tree), imported(source.tree)
        if "get_model" in used:
            wrong.append(f"{source.path}: get_model")
        if any(module.startswith("django.db.models.signals") or module == "django.dispatch" for module in modules):
            wrong.append(f"{source.path}: signals")
        outside = source.path.startswith(("flows/", "doors/", "insights/"))
        if outside and any(
            module == "django.db.models" or module.startswith("django.db.models.") for module in modules
        ):
            wrong.append(f"{source.path}: the ORM outside domains")
        if source.path.startswith("flows/") and "django.db.connection" in modules:
            wrong.append(f"{source.path}: SQL in a flow")
    assert wrong == []


def test_no_floats_of_money_in_sql() -> None:
    sql = "\n".join(path.read_text() for path in PACKAGE.rglob("*.sql"))
    assert not re.search(r"\b(float|float8|double precision|real|numeric)\b", re.sub(r"--.*", "", sql))


def test_rules_and_sql_take_the_instant_from_the_caller() -> None:
    clocks = re.compile(r"\b(now\(\)|current_timestamp|clock_timestamp\(\)|transaction_timestamp\(\))", re.IGNORECASE)
    hot = [path for path in PACKAGE.rglob("*.sql") if clocks.search(re.sub(r"--.*", "", path.read_text()))]
    rules = [
        source.path
        for source in sources()
        if re.fullmatch(r"domains/\w+/(rules|actions|queries)(/\w+)?\.py", source.path)
        and {"now", "today", "utcnow"} & names_used(source.tree)
    ]
    assert [path.name for path in hot] + rules == []
