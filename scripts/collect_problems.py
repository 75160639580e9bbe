"""Collects every problem the house can answer into docs/problems.md; run it after a refusal was added or changed.

    python scripts/collect_problems.py

A problem is what a sentence with a slug is made for: the slug, the status it is answered with, the English sentence.
The page /docs/problems of an installation shows them, in the reader's language where the sentence has been translated.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "prilavok"
PAGE = ROOT / "docs" / "problems.md"
SLUG = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
# What makes a problem: families of kit/errors, by raising one or by naming one's parent, and failures of the door.
MAKERS = {"__init__", "Refused", "NotFound", "OutsideFailed", "InProgress", "KeyReused", "_plain", "Failure"}
WORDS = {"_", "gettext", "gettext_lazy", "noted"}
HEAD = """# Problems

What `code` of a problem (RFC 9457) may be, and the anchor its `type` points to, on the page `/docs/problems` of each
installation. Made from the source by `scripts/collect_problems.py`; [the guide](api.md#problems) says what to do about
those of the public interface.

| code | status | sentence |
|---|---|---|
"""


def problems() -> dict[str, tuple[int, str]]:
    """Slug -> status and English sentence, in the order of slugs."""
    trees = {path: ast.parse(path.read_text()) for path in sorted(PACKAGE.rglob("*.py"))}
    families = _families(trees.values())
    statuses = _statuses(trees[PACKAGE / "doors" / "web" / "parts" / "failures.py"])
    found: dict[str, tuple[int, str]] = {}
    for path, tree in trees.items():
        if "sandboxes" in path.parts or "cli" in path.parts:
            continue
        for slug, status, sentence in _of_file(tree, families):
            found.setdefault(slug, (statuses.get(slug, status), sentence))
    return dict(sorted(found.items()))


def _of_file(tree: ast.Module, families: dict[str, str]) -> Iterator[tuple[str, int, str]]:
    for inside, call in _calls(tree):
        place = next((nth for nth, one in enumerate(call.args[:2]) if _slug(one)), None)
        name = _name(call.func)
        if place is None or name not in MAKERS:
            continue
        family = families.get(inside.name, "Refused") if isinstance(inside, ast.ClassDef) else name
        first = call.args[0].value if isinstance(call.args[0], ast.Constant) else None
        status = {"NotFound": 404, "OutsideFailed": 503 if first == "temporary" else 502}.get(family)
        if isinstance(first, int):
            status = first
        sentence = next(_sentences(call), "") or next(_sentences(inside), "")
        if sentence:
            yield _slug(call.args[place]), status or 422, sentence
    for one in tree.body:  # the outcomes of single sales, told within an answer
        if isinstance(one, ast.AnnAssign) and _name(one.target) == "SENTENCES" and isinstance(one.value, ast.Dict):
            for key, value in zip(one.value.keys, one.value.values, strict=True):
                yield _slug(key), 200, next(_sentences(value), "")


def _calls(tree: ast.Module) -> Iterator[tuple[ast.AST, ast.Call]]:
    """Every call with the class or function around it."""
    for around in tree.body:
        for node in ast.walk(around):
            if isinstance(node, ast.Call) and node.args:
                yield around, node


def _sentences(around: ast.AST) -> Iterator[str]:
    for node in ast.walk(around):
        if isinstance(node, ast.Call) and _name(node.func) in WORDS and node.args:
            said = node.args[0]
            if isinstance(said, ast.Constant) and isinstance(said.value, str):
                yield said.value


def _families(trees: Iterable[ast.Module]) -> dict[str, str]:
    """Class -> NotFound or OutsideFailed, where it is one of these by any line of parents."""
    parents = {
        node.name: [_name(base) for base in node.bases]
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }

    def family(name: str, seen: frozenset[str] = frozenset()) -> str:
        if name in {"NotFound", "OutsideFailed"}:
            return name
        above = (family(one, seen | {name}) for one in parents.get(name, ()) if one not in seen)
        return next((one for one in above if one != "Refused"), "Refused")

    return {name: family(name) for name in parents}


def _statuses(tree: ast.Module) -> dict[str, int]:
    table = next(
        one for one in tree.body if isinstance(one, ast.Assign) and _name(one.targets[0]) == "_STATUS_OF_CODES"
    )
    assert isinstance(table.value, ast.Dict)
    return {_slug(key): _number(value) or 0 for key, value in zip(table.value.keys, table.value.values, strict=True)}


def _slug(node: ast.AST | None) -> str:
    text = node.value if isinstance(node, ast.Constant) else None
    return text if isinstance(text, str) and SLUG.fullmatch(text) else ""


def _number(node: ast.AST) -> int | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, int) else None


def _name(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def page() -> str:
    """The whole of docs/problems.md."""
    return HEAD + "".join(f"| `{slug}` | {status} | {said} |\n" for slug, (status, said) in problems().items())


if __name__ == "__main__":
    PAGE.write_text(page())
