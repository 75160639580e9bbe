"""Where the type of a problem leads: every slug the code can answer with has its line and its anchor."""

import ast
import re
from html import unescape

import pytest
from scripts.collect_problems import MAKERS, PAGE, SLUG, page
from tests.doors.web_people import client_of
from tests.house.source import sources

# Of these nobody outside ever hears: what the command line says, and what stands for others' systems.
INSIDE = ("sandboxes/", "doors/cli/")


def _shown(language: str) -> dict[str, str]:
    answer = client_of().get("/docs/problems", headers={"Accept-Language": language})
    assert answer.status_code == 200 and answer.headers["Content-Language"] == language
    rows = re.findall(r'<tr id="([^"]+)">.*?<td>(.*?)(?: <span|</td>)', answer.content.decode())
    return {slug: unescape(said) for slug, said in rows}


def _answered() -> set[str]:
    """The slugs of the code, found more bluntly than the page finds them."""
    found = set()
    for source in sources():
        if source.path.startswith(INSIDE):
            continue
        for call in (node for node in ast.walk(source.tree) if isinstance(node, ast.Call)):
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            slugs = [one.value for one in call.args[:2] if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            if name in MAKERS:
                found |= {one for one in slugs if SLUG.fullmatch(one)}
    return found


def test_the_table_is_what_the_source_says() -> None:
    """Red after a refusal was added or changed: run scripts/collect_problems.py."""
    assert PAGE.read_text() == page()


@pytest.mark.usefixtures("rolled_back")
def test_every_slug_the_code_can_answer_with_has_its_anchor_in_three_languages() -> None:
    shown = {language: _shown(language) for language in ("ru", "kk", "en")}
    answered = _answered() | {"sale.card_unknown"}
    assert {"order.out_of_stock", "token.missing", "page.broke", "call.in_progress"} <= answered
    for language in shown:
        assert answered - set(shown[language]) == set()
        assert not any("%(" in said or not said for said in shown[language].values())
    assert shown["en"]["quote.unknown"] == "There is no such quote."
    assert shown["ru"]["quote.unknown"] != shown["en"]["quote.unknown"] != shown["kk"]["quote.unknown"]
    assert shown["en"]["method.not_allowed"] == "Only …."


@pytest.mark.usefixtures("rolled_back")
def test_the_type_of_a_problem_leads_to_its_line() -> None:
    told = client_of().get("/api/v1/places", headers={"Accept": "application/json"}).json()
    address, _, anchor = told["type"].partition("#")
    assert address == "/docs/problems" and anchor in _shown("en")
