"""Every look at personal data that is written down is called by a word in 'Who looked'."""

import ast

from tests.house.source import sources

from prilavok.doors.web.parts.names import NAMES

#: who writes a look down, and which argument says at what it was
_SAYS = {"note_looks": 1, "note_part": 1, "LookAt": 2}


def _codes() -> dict[str, str]:
    """Every code that is written down -> the file that does."""
    found: dict[str, str] = {}
    for source in sources():
        if source.path == "flows/note_looks.py":
            continue  # it hands on what it is told
        for node in ast.walk(source.tree):
            name = getattr(getattr(node, "func", None), "id", None)
            if isinstance(node, ast.Call) and name in _SAYS:
                codes = _texts(source.tree, node.args[_SAYS[name]])
                assert codes, f"{source.path}:{node.lineno} says at what was looked by nothing that can be read here"
                found |= dict.fromkeys(codes, source.path)
    return found


def _texts(tree: ast.Module, told: ast.expr) -> list[str]:
    """What the argument may be: itself, or all that a name of the file is given."""
    if isinstance(told, ast.Name):
        given = [node.value for node in ast.walk(tree) if isinstance(node, ast.Assign) and _is(node, told.id)]
        return [text for value in given for text in _texts(tree, value)]
    whole = [told.body, told.orelse] if isinstance(told, ast.IfExp) else [told]
    return [one.value for one in whole if isinstance(one, ast.Constant) and isinstance(one.value, str)]


def _is(node: ast.Assign, name: str) -> bool:
    return any(isinstance(one, ast.Name) and one.id == name for one in node.targets)


def test_every_code_of_a_look_has_its_word_and_every_word_its_look() -> None:
    codes = _codes()
    assert {"customer.page", "customer.document", "customers.file", "customers.list"} <= codes.keys()
    assert sorted(codes.keys() ^ NAMES["look"].keys()) == [], codes
