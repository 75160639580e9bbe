"""Templates of an account: made, looked at, taken away, and filled when they are sent."""

import re

from prilavok.sandboxes.whatsapp.content import part, words
from prilavok.sandboxes.whatsapp.memory import MOST_TEMPLATES, Account, Json, Memory, Template
from prilavok.sandboxes.whatsapp.refusals import Refusal, invalid, missing

_NAME = re.compile(r"[a-z0-9_]{1,512}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Z]{2})?")
_CATEGORIES = ("AUTHENTICATION", "MARKETING", "UTILITY")
_STATUSES = ("PENDING", "APPROVED", "REJECTED", "PAUSED", "DISABLED")
_PLACE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_LONGEST = 1024


def make_template(memory: Memory, account: Account, asked: Json) -> Template:
    """`POST /<waba>/message_templates`; approved as soon as it is made. Raises Refusal."""
    name, language = words(asked, "name", 512), words(asked, "language", 10)
    category, components = str(asked.get("category", "")).upper(), asked.get("components")
    if not _NAME.fullmatch(name) or not _LANGUAGE.fullmatch(language) or category not in _CATEGORIES:
        raise invalid("name, language or category of the template is not valid.")
    if not isinstance(components, list) or not _body_of(components):
        raise missing("components")
    if any((one.name, one.language) == (name, language) for one in account.templates):
        raise Refusal(2388024, f"There is already {language} content for this template.")
    if len(account.templates) >= MOST_TEMPLATES:
        raise invalid("There are too many templates.")
    made = Template(memory.number(), name, language, category, components)
    account.templates.append(made)
    return made


def shown_template(made: Template) -> Json:
    """As Graph tells it."""
    return {
        "name": made.name,
        "parameter_format": "POSITIONAL",
        "components": made.components,
        "language": made.language,
        "status": made.status,
        "category": made.category,
        "id": made.id,
    }


def judge_template(account: Account, asked: Json) -> Template:
    """What Meta decides of a template, at will. Raises Refusal."""
    found = _named(account, str(asked.get("name", "")), str(asked.get("language", "")))
    if found is None or asked.get("status") not in _STATUSES:
        raise invalid("There is no such template, or no such status.")
    found.status = asked["status"]
    return found


def fill_template(account: Account, asked: Json) -> tuple[Template, Json]:
    """A template with its places filled, as a person sees it. Raises Refusal."""
    told = part(asked, "template")
    name, language = words(told, "name", 512), words(part(told, "language"), "code", 10)
    found = _named(account, name, language)
    if found is None or found.status in {"PENDING", "REJECTED"}:
        raise Refusal(132001, f"template name ({name}) does not exist in {language}")
    if found.status in {"PAUSED", "DISABLED"}:
        raise Refusal(132015 if found.status == "PAUSED" else 132016, f"Template {name} is {found.status.lower()}.")
    components = told.get("components", [])
    if not isinstance(components, list) or not all(isinstance(one, dict) for one in components):
        raise Refusal(132012, "components: must be a list of objects")
    body = _body_of(found.components)
    places = list(dict.fromkeys(_PLACE.findall(body)))
    given: object = next(
        (one.get("parameters", []) for one in components if str(one.get("type")).lower() == "body"), []
    )
    if not isinstance(given, list) or len(given) != len(places):
        count = len(given) if isinstance(given, list) else 0
        details = f"body: number of localizable_params ({count}) does not match the expected number of params"
        raise Refusal(132000, f"{details} ({len(places)})")
    fills = dict(zip(places, (_filled(one) for one in given), strict=True))
    text = _PLACE.sub(lambda place: fills[place[1]], body)
    if len(text) > _LONGEST:
        raise Refusal(132005, "Translated text too long")
    return found, {"name": name, "language": language, "body": text, "buttons": _buttons(found, components)}


def _filled(told: object) -> str:
    if not isinstance(told, dict) or told.get("type") != "text" or not str(told.get("text", "")).strip():
        raise Refusal(132012, "body: parameter must be of type text and not empty")
    return str(told["text"])


def _buttons(found: Template, components: list[Json]) -> list[Json]:
    """Quick replies, each with what its press carries: what was given, else its own words."""
    asked = next((one for one in found.components if str(one.get("type")).upper() == "BUTTONS"), {})
    shown = []
    for index, one in enumerate(asked.get("buttons", [])):
        given = next((each for each in components if str(each.get("index")) == str(index)), {})
        first: Json = next(iter(given.get("parameters") or []), {})
        text = str(one.get("text", ""))
        if one.get("type") == "QUICK_REPLY":
            shown.append({"title": text, "id": str(first.get("payload") or text)})
    return shown


def _body_of(components: list[Json]) -> str:
    """The text of the body; "" where there is none."""
    found = next((one for one in components if isinstance(one, dict) and str(one.get("type")).upper() == "BODY"), {})
    text = found.get("text", "")
    return text if isinstance(text, str) else ""


def _named(account: Account, name: str, language: str) -> Template | None:
    return next((one for one in account.templates if (one.name, one.language) == (name, language)), None)
