"""Flows are short stories: each has its needs, its actor and its test; each event has its words and its reactions."""

import ast
import re

from tests.house.source import ROOT, functions, names_used, sources

from prilavok.flows import reactions
from prilavok.kit.events.facts import BEHAVIOUR, EVENTS

#: parts of flows that are no story by themselves
PARTS = {
    "flows/__init__.py",
    "flows/reactions.py",
    "flows/hot/__init__.py",
    "flows/load/__init__.py",
    "flows/load/slices.py",
    "flows/load/times.py",
    "flows/bot.py",
    "flows/bot_bookings.py",
    "flows/bot_goods.py",
    "flows/buttons.py",
    "flows/channel_settings.py",
    "flows/given_files.py",
    "flows/messages.py",
    "flows/moving_in/__init__.py",
    "flows/moving_in/erased.py",
    "flows/moving_in/naming.py",
    "flows/moving_in/past.py",
    "flows/moving_in/persons.py",
    "flows/moving_in/portion.py",
    "flows/moving_in/readers.py",
    "flows/moving_in/said_cells.py",
    "flows/notice_facts.py",
    "flows/notices.py",
    "flows/notices_of_bookings.py",
    "flows/notices_of_claims.py",
    "flows/notices_of_goods.py",
    "flows/notices_of_points.py",
    "flows/notices_of_promises.py",
    "flows/outgoing.py",
    "flows/tracked_facts.py",
}
#: flows whose end it is to find out who acts
BEFORE_ACTOR = {"flows/sign_in.py"}
#: flows longer than 80 lines, each with its reason
LONG = {
    "flows/load/sales.py": "one row's way from the source to a sale or a refusal is read best in one place",
    "flows/load/campaigns.py": "mailings and redemptions of a campaign share what names in the source mean",
}


def _flows() -> list[tuple[str, ast.Module, int]]:
    return [
        (one.path, one.tree, one.lines) for one in sources() if one.path.startswith("flows/") and one.path not in PARTS
    ]


def test_a_flow_is_short_and_says_what_it_needs() -> None:
    wrong = []
    for path, tree, lines in _flows():
        if lines > 80 and path not in LONG:
            wrong.append(f"{path}: {lines} lines")
        needs = [
            node
            for node in tree.body
            if isinstance(node, ast.Assign)
            and [target.id for target in node.targets if isinstance(target, ast.Name)] == ["needs"]
        ]
        if len(needs) != 1:
            wrong.append(f"{path}: does not say what it needs")
    assert wrong == []


def test_a_flow_takes_its_actor() -> None:
    wrong = []
    for path, tree, _lines in _flows():
        public = [one for one in tree.body if isinstance(one, ast.FunctionDef) and not one.name.startswith("_")]
        for function in public:
            arguments = [one.arg for one in (*function.args.args, *function.args.kwonlyargs)]
            if path not in BEFORE_ACTOR and not {"actor", "loading"} & set(arguments):
                wrong.append(f"{path}: {function.name} has no actor")
    assert wrong == []


def test_a_flow_has_a_test() -> None:
    tests = "\n".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py") if path.parent.name != "house")
    untested = []
    for path, _tree, _lines in _flows():
        module = "prilavok." + path.removesuffix(".py").replace("/", ".")
        if module not in tests:
            untested.append(module)
    assert untested == []


def test_every_event_has_a_line_of_words_and_of_reactions() -> None:
    words = set(re.findall(r"^\| `([a-z_]+\.[a-z_]+)` \|", (ROOT / "docs" / "words.md").read_text(), re.MULTILINE))
    assert words == EVENTS.keys() | BEHAVIOUR.keys()
    assert set(reactions.REACTIONS) - {"*"} == set(EVENTS)


def test_every_verb_recorded_in_the_code_is_known() -> None:
    recorded = set()
    for source in sources():
        for function in functions(source.tree):
            for node in ast.walk(function):
                if isinstance(node, ast.Call):
                    recorded |= {
                        word.value.value
                        for word in node.keywords
                        if word.arg == "verb"
                        and isinstance(word.value, ast.Constant)
                        and isinstance(word.value.value, str)
                        and "NewEvent" in names_used(node)
                    }
    assert recorded <= EVENTS.keys() | BEHAVIOUR.keys()
    assert "order.completed" in recorded
