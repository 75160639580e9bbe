"""How a category's names become its path; what may be said of goods, and how it is read and written."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from prilavok.domains.catalog.types import AttributeView, NewAttribute, Says
from prilavok.kit.words import LANGUAGES, Words

#: a number is kept in thousandths of its unit
FINEST = 1000
MOST_NUMBER = 10**15
MOST_CHOICES_SAID = 20
MOST_NAME = 80
MOST_UNIT = 20
_CODE = re.compile(r"[a-z0-9][a-z0-9_-]*")
_NUMBER = re.compile(r"(?P<sign>[-\u2212]?)(?P<whole>[0-9]{1,12})(?:[.,](?P<rest>[0-9]{1,3})0*)?")


@dataclass(frozen=True, slots=True)
class CategoryNode:
    """One shelf: where it hangs and what it is called."""

    path: str
    parent: str
    name: Words


def category_paths(
    trees: Iterable[tuple[tuple[str, ...], tuple[Words, ...]]],
) -> dict[tuple[str, ...], CategoryNode]:
    """Map every prefix of the given name chains to its node; a slash inside a name does not open a level."""
    nodes: dict[tuple[str, ...], CategoryNode] = {}
    for names, words in trees:
        for depth in range(1, len(names) + 1):
            chain = names[:depth]
            if chain not in nodes:
                parts = [part.replace("/", "∕") for part in chain]
                name = words[depth - 1] if depth <= len(words) else {"en": chain[-1]}
                nodes[chain] = CategoryNode("/".join(parts), "/".join(parts[:-1]), name)
    return nodes


def fit_code(code: str, longest: int) -> bool:
    """Whether it names something in addresses and files: small Latin letters, digits, `-` and `_`."""
    return len(code) <= longest and _CODE.fullmatch(code) is not None


def misfit_of_attribute(said: NewAttribute) -> str:
    """What of an attribute cannot be so: code, name, kind, unit, group, choices; "" where all can."""
    if not fit_code(said.code, 40):
        return "code"
    if not _named(said.name, MOST_NAME):
        return "name"
    if said.unit and (said.kind != "number" or not _named(said.unit, MOST_UNIT)):
        return "unit"
    if said.group and not (fit_code(said.group.code, 40) and _named(said.group.name, MOST_NAME)):
        return "group"
    if said.choices and said.kind != "choice":
        return "choices"
    codes = [one.code for one in said.choices]
    if len(set(codes)) < len(codes):
        return "choices"
    if not all(fit_code(one.code, 60) and _named(one.name, MOST_NAME) for one in said.choices):
        return "choices"
    return ""


def belongs(path: str, shelves: Sequence[str]) -> bool:
    """Whether an attribute of these departments is said of goods on a shelf: one of them, or one below; none: all."""
    return not shelves or any(path == shelf or path.startswith(f"{shelf}/") for shelf in shelves)


def misfit_of_says(attribute: AttributeView, says: Says, path: str, before: Says | None = None) -> str:
    """Why this cannot be said of goods on a shelf: archived, shelf, kind, choice, number, many; "" where it can.

    before: what was said till now; a choice that is archived since may stay. To say nothing more is always possible.
    """
    if says.nothing:
        return ""
    if attribute.archived:
        return "archived"
    if not belongs(path, attribute.shelves):
        return "shelf"
    said = {
        "choice": bool(says.choices),
        "number": says.number is not None,
        "yes_no": says.yes is not None,
    }
    if not said.pop(attribute.kind) or any(said.values()):
        return "kind"
    if len(says.choices) > MOST_CHOICES_SAID or len(set(says.choices)) < len(says.choices):
        return "many"
    kept = set(before.choices) if before else set()
    open_to = {one.id for one in attribute.choices if not one.archived or one.id in kept}
    if not set(says.choices) <= open_to:
        return "choice"
    return "number" if says.number is not None and abs(says.number) > MOST_NUMBER else ""


def read_exact(text: str) -> int | None:
    """Thousandths from "6.1", "6,1", "1 200" or "-5"; None where it is no such number, or finer."""
    found = _NUMBER.fullmatch(re.sub(r"[\s\u00a0\u202f]", "", text))
    if found is None:
        return None
    thousandths = int(found["whole"]) * FINEST + int((found["rest"] or "").ljust(3, "0"))
    return -thousandths if found["sign"] else thousandths


def write_exact(thousandths: int) -> str:
    """The number as programs write it: "6.1", "-0.005", "1200"."""
    whole, rest = divmod(abs(thousandths), FINEST)
    tail = f".{rest:03d}".rstrip("0").rstrip(".")
    return f"{'-' if thousandths < 0 else ''}{whole}{tail}"


def _named(words: Words, longest: int) -> bool:
    return bool(words) and all(
        language in LANGUAGES and text.strip() == text and 0 < len(text) <= longest and "\x00" not in text
        for language, text in words.items()
    )
