"""v1 only grows: the document is the golden one, and docs/api.md tells of every problem and works as written."""

import ast
import json
import os
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from tests.doors.api_callers import program_of
from tests.house.source import PACKAGE, ROOT, imported, sources

GOLDEN = Path(__file__).with_name("openapi.json")
GUIDE = ROOT / "docs" / "api.md"
SLUG = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")


def _document() -> dict[str, Any]:
    from prilavok.doors.api.described import document

    return document()


def _broken(old: Any, new: Any, way: str = "") -> list[str]:
    """Where a client of the old document would be surprised by the new one."""
    if isinstance(old, dict):
        if not isinstance(new, dict):
            return [way]
        if "const" in old and "enum" in new:  # one value has become several, of which it is to be one
            old = {name: one for name, one in old.items() if name != "const"} | {"enum": [old["const"]]}
        wrong = [f"{way}/{name} is gone" for name in old.keys() - new.keys() if name not in _MAY_GO]
        if way.endswith("/schema") or "properties" in old or "parameters" in old:
            wrong += [f"{way} now needs {name}" for name in _needed(new) - _needed(old)]
        for name in sorted(old.keys() & new.keys() - _WORDS):
            wrong += _broken(old[name], new[name], f"{way}/{name}")
        return wrong
    if isinstance(old, list):
        if way.endswith("/parameters"):
            return _broken(_by_name(old), _by_name(new), way)
        if way.endswith(("/required", "/security", "/tags")):
            return []
        if way.endswith("/anyOf"):
            return [f"{way} no longer has {one}" for one in old if all(_broken(one, other, way) for other in new)]
        return [f"{way} no longer has {one}" for one in old if one not in new]
    return [] if old == new or _wider(way, old, new) else [f"{way}: {old!r} became {new!r}"]


_WORDS = {"description", "summary", "title", "info"}
_MAY_GO = {"pattern", "maxLength", "minLength", "maximum", "minimum", "maxItems", "minItems", "description", "default"}


def _wider(way: str, old: Any, new: Any) -> bool:
    name = way.rpartition("/")[2]
    if not isinstance(old, int) or isinstance(old, bool):
        return False
    return new > old if name.startswith("max") else new < old if name.startswith("min") else False


def _needed(shape: dict[str, Any]) -> set[str]:
    named = {one["name"] for one in shape.get("parameters", ()) if one.get("required")}
    return named | set(shape["required"] if isinstance(shape.get("required"), list) else ())


def _by_name(parameters: list[dict[str, Any]]) -> dict[str, Any]:
    return {f"{one['in']} {one['name']}": one for one in parameters}


def test_the_document_is_the_golden_one_and_lost_nothing() -> None:
    """PRILAVOK_OPENAPI=write notes what was added; what is taken away or newly needed is never written."""
    made, golden = _document(), json.loads(GOLDEN.read_text()) if GOLDEN.exists() else {}
    assert _broken(golden, made) == [], "v1 only grows"
    if os.environ.get("PRILAVOK_OPENAPI") == "write":
        GOLDEN.write_text(json.dumps(made, indent=1, sort_keys=True, ensure_ascii=False) + "\n")
        return
    assert made == golden, "PRILAVOK_OPENAPI=write pytest tests/doors/test_api_document.py notes what was added"


@pytest.mark.parametrize(
    ("way", "change"),
    [
        (("paths", "/api/v1/places"), None),
        (("paths", "/api/v1/places", "get"), None),
        (("components", "schemas", "Place", "properties", "zone"), None),
        (("components", "schemas", "Place", "properties", "code", "type"), "integer"),
        (("components", "schemas", "ReportedLine", "required"), ["sku", "quantity", "list_amount", "coupon_amount"]),
        (("components", "schemas", "ReportedSales", "properties", "sales", "maxItems"), 50),
        (("components", "schemas", "ReportedSale", "properties", "method", "enum"), ["cash"]),
        (("paths", "/api/v1/orders", "get", "x-needs"), "sales.record"),
        (("paths", "/api/v1/orders", "get", "parameters"), []),
    ],
)
def test_what_would_surprise_a_client_is_seen(way: tuple[str, ...], change: Any) -> None:
    made = json.loads(json.dumps(_document()))
    inside = made
    for step in way[:-1]:
        inside = inside[step]
    if change is None:
        del inside[way[-1]]
    else:
        assert inside[way[-1]] != change
        inside[way[-1]] = change
    assert _broken(_document(), made) != []
    assert _broken(_document(), _document()) == []


def test_what_is_added_surprises_nobody() -> None:
    made = json.loads(json.dumps(_document()))
    made["paths"]["/api/v1/bookings"] = {"get": {}}
    made["components"]["schemas"]["Place"]["properties"]["area"] = {"type": "integer"}
    made["components"]["schemas"]["ReportedSales"]["properties"]["sales"]["maxItems"] = 200
    asked = made["paths"]["/api/v1/places"]["get"]["parameters"]
    asked.append({"in": "query", "name": "area", "required": False})
    [valid] = [one for one in made["paths"]["/api/v1/prices"]["get"]["parameters"] if one["name"] == "valid"]
    valid["schema"]["anyOf"][0]["enum"].append("someday")
    assert _broken(_document(), made) == []


# ---------------------------------------------------------------- docs/api.md


def _behind_the_door() -> set[str]:
    """Files that the door brings with it, followed from import to import."""
    by_module = {
        "prilavok." + one.path.removesuffix("/__init__.py").removesuffix(".py").replace("/", "."): one
        for one in sources()
    }
    seen, ahead = set(), {"prilavok.doors.api.urls"}
    while ahead:
        module = ahead.pop()
        seen.add(module)
        ahead |= {name for name in imported(by_module[module].tree) if name in by_module} - seen
    return {by_module[module].path for module in seen}


def _codes(path: str) -> set[str]:
    """Slugs by which the file's refusals are known: the first argument of what is raised or of its parent's maker."""
    tree = ast.parse((PACKAGE / path).read_text())
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and len(node.args) >= 2)
    return {
        argument.value
        for call in calls
        for argument in call.args[:2]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and SLUG.fullmatch(argument.value)
        if _makes_a_problem(call.func)
    }


def _makes_a_problem(function: ast.expr) -> bool:
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return name in {"__init__", "Refused", "NotFound", "OutsideFailed", "InProgress", "KeyReused", "_plain", "Failure"}


def test_the_guide_tells_of_every_problem_behind_the_door_and_of_no_other() -> None:
    from prilavok.doors.api import sales, shown_prices

    told = set(re.findall(r"^\| `([a-z_.]+)` \|", GUIDE.read_text(), re.MULTILINE))
    found = set().union(*(_codes(path) for path in _behind_the_door())) | {*sales.SENTENCES, *shown_prices.SENTENCES}
    assert {"order.unknown", "token.refused", "key.reused", "page.broke", "sale.card_unknown"} <= found
    assert told - found == set(), "the guide tells of problems nobody raises"
    assert found - told == set(), "the guide does not tell of these"


def test_the_guide_names_every_noun() -> None:
    text = GUIDE.read_text()
    assert [path for path in _document()["paths"] if f"`{path.removeprefix('/api/v1')}`" not in text] == []


def test_the_examples_of_the_guide_work_as_written(rolled_back: None, quick_passwords: None) -> None:
    from tests.small_shop import open_small_shop

    open_small_shop()
    program = program_of("owner")
    blocks = re.findall(r"```sh\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    calls = [line for block in blocks for line in block.replace("\\\n", " ").splitlines() if line.startswith("curl")]
    assert len(calls) >= 4
    for call in calls:
        words = shlex.split(call)
        address = next(word for word in words if word.startswith("$PRILAVOK/")).removeprefix("$PRILAVOK")
        headers = dict(words[nth + 1].split(": ", 1) for nth, word in enumerate(words) if word == "-H")
        assert headers.pop("Authorization") == "Bearer $TOKEN"
        if "--json" in words:
            answer = program.post(address, words[words.index("--json") + 1], headers=headers)
            _is_of_the_demo_shop(json.loads(words[words.index("--json") + 1])["sales"][0])
            assert answer.json()["outcomes"][0]["code"] == "sale.place_unknown", "this shop is not the demo shop"
        else:
            answer = program.get(address, headers=headers)
        assert answer.status_code == 200, call


def _is_of_the_demo_shop(sale: dict[str, Any]) -> None:
    from prilavok.adapters.feeds.demo_shop.shelves import made_up_goods, made_up_places

    assert (sale["place"], sale["currency"]) in {(place.code, place.currency) for place in made_up_places()}
    prices = {goods.code: goods.price for goods in made_up_goods() if goods.price_per == 1}
    assert [line["list_amount"] for line in sale["lines"]] == [prices[line["sku"]] for line in sale["lines"]]
