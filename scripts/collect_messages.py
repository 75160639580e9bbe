"""Collects what people see into the catalogues of messages; run it after a sentence was added, changed or taken away.

    python scripts/collect_messages.py            merges into src/prilavok/locale/*/LC_MESSAGES/django.po
    python scripts/collect_messages.py --missing  then prints what still waits for a translation, and ends with 1

English sentences of the source are the keys. Translations are kept, what is gone from the source is dropped, nothing is
guessed. No dates and no line numbers are written, so a catalogue changes only where its sentences do.
"""

import argparse
import ast
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "prilavok"
LOCALES = ("ru", "kk", "en")
DOMAIN = "django.po"
# Django's own names; `noted`, which marks where Django may not be imported, is always imported as `_`.
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3), "npgettext_lazy": ((1, "c"), 2, 3),
}  # fmt: skip
# How many literal words each is given.
WORDS = {name: 1 if spec is None else len(spec) for name, spec in KEYWORDS.items()}
Key = tuple[str | None, str]


@dataclass(frozen=True)
class Found:
    """One sentence of the source: where it stands, its context and its plural where it has them."""

    path: str
    context: str | None
    one: str
    many: str | None

    @property
    def key(self) -> Key:
        """What tells it from every other: gettext looks a sentence up without its plural too."""
        return self.context, self.one


def marked_calls(tree: ast.AST) -> list[ast.Call]:
    """Every call of a marking function, in the order of the text."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    marked = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id in KEYWORDS]
    return sorted(marked, key=lambda call: (call.lineno, call.col_offset))


def words_of(call: ast.Call) -> list[str] | None:
    """The literal words a marking call was given, its context first where it has one; None where one is computed."""
    assert isinstance(call.func, ast.Name)
    wanted = call.args[: WORDS[call.func.id]]
    words = [one.value for one in wanted if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    return words if len(words) == WORDS[call.func.id] else None


def found_in_python(path: Path, text: str) -> Iterator[Found]:
    """The marked sentences of one Python file, those inside f-strings too."""
    for call in marked_calls(ast.parse(text)):
        assert isinstance(call.func, ast.Name)
        if words := words_of(call):
            context = words.pop(0) if call.func.id.lstrip("n").startswith("pgettext") else None
            one, many = (*words, None)[:2]
            if one is not None:
                yield Found(path.relative_to(PACKAGE).as_posix(), context, one, many)


def found_in_template(path: Path, text: str) -> Iterator[Found]:
    """The marked sentences of one template; Django writes them as calls with noise between."""
    from django.utils.translation.template import templatize

    where = path.relative_to(PACKAGE).as_posix()
    # Brackets around the whole: what is left of the text's indentation then means nothing to the reader of Python.
    calls = BytesIO(f"({templatize(text, origin=path.name)}\n)".encode())
    for _line, message, _comments, context in extract("python", calls, keywords=KEYWORDS):
        one, many = (message, None) if isinstance(message, str) else (message[0], message[1])
        yield Found(where, context, one, many)


def found_everywhere() -> list[Found]:
    """Every marked sentence of the package once, by file and place in it."""
    first: dict[Key, Found] = {}
    for path in sorted([*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.html")]):
        if "migrations" in path.parts:
            continue
        reader = found_in_python if path.suffix == ".py" else found_in_template
        for found in reader(path, path.read_text()):
            if found.one and (found.key not in first or (found.many and not first[found.key].many)):
                first[found.key] = found
    return list(first.values())


def catalogue_path(language: str) -> Path:
    """Where a language's catalogue lies."""
    return PACKAGE / "locale" / language / "LC_MESSAGES" / DOMAIN


def read_catalogue(language: str) -> Catalog:
    """The catalogue as it lies there, or an empty one."""
    path = catalogue_path(language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def merged(found: list[Found], old: Catalog, language: str) -> Catalog:
    """The source's sentences with the translations they already have."""
    fresh = Catalog(locale=language)
    forms = get_plural(language)[0]
    for one in found:
        kept = old.get(one.one, context=one.context)
        said: str | list[str] | tuple[str, ...] = ("",) * forms if one.many else ""
        if kept is not None and kept.string and isinstance(kept.id, str) == (one.many is None):
            said = kept.string
        words = one.one if one.many is None else (one.one, one.many)
        fresh.add(words, said, locations=[(one.path, 0)], context=one.context)
        message = fresh.get(one.one, context=one.context)
        if kept is not None and message is not None:
            message.user_comments = kept.user_comments
    return fresh


def written(catalogue: Catalog, language: str) -> bytes:
    """The catalogue as a file: the few headers that matter, then the sentences in the source's order."""
    forms, rule, _ = (*get_plural(language), None)
    head = (
        'msgid ""\nmsgstr ""\n"Project-Id-Version: prilavok\\n"\n"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=UTF-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Language: {language}\\n"\n"Plural-Forms: nplurals={forms}; plural={rule};\\n"\n\n'
    )
    body = BytesIO()
    write_po(body, catalogue, width=0, omit_header=True, include_lineno=False)
    return head.encode() + body.getvalue().strip(b"\n") + b"\n"


def lacking(catalogue: Catalog) -> Iterator[Message]:
    """Sentences without a translation, or with one that somebody doubted."""
    for message in catalogue:
        if message.id and (message.fuzzy or not message.string or not all(tuple(message.string))):
            yield message


def main() -> int:
    """Merge every catalogue; tell what is missing where that was asked."""
    parser = argparse.ArgumentParser(description="collect what people see into the catalogues of messages")
    parser.add_argument("--missing", action="store_true", help="print what waits for a translation")
    options = parser.parse_args()
    sys.path.insert(0, str(ROOT / "src"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prilavok.settings")
    found = found_everywhere()
    missing = 0
    for language in LOCALES:
        catalogue = merged(found, read_catalogue(language), language)
        path = catalogue_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        content = written(catalogue, language)
        if not path.exists() or path.read_bytes() != content:
            path.write_bytes(content)
        waiting = [] if language == "en" else list(lacking(catalogue))
        missing += len(waiting)
        print(f"{language}: {len(catalogue)} sentences, {len(waiting)} without a translation")
        for message in waiting if options.missing else ():
            print(f"  {message.locations[0][0]}: {message.id!r}")
    return 1 if options.missing and missing else 0


if __name__ == "__main__":
    sys.exit(main())
