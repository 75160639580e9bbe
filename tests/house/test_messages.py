"""What people see comes through the catalogues: all of it collected, all of it said in Russian and in Kazakh."""

import argparse
import ast
import gettext
import re
import shutil
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages import Message
from scripts import collect_messages as collecting
from tests.house.source import PACKAGE, ROOT, sources

from prilavok.doors.cli import messages

TRANSLATED = ("ru", "kk")
FORMS = {"ru": 3, "kk": 2, "en": 2}
_PLACE = re.compile(r"%\((\w+)\)[sd]|%%|\{\w*\}")
_WORD = re.compile(r"[A-Za-zА-Яа-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі]{2,}")
_LATIN = re.compile(r"[A-Za-z]{2,}")
_KAZAKH = re.compile(r"[ӘәҒғҚқҢңӨөҰұҮүҺһІі]")
#: commands, headers and quotations, which stay as they are in every language
_AS_IT_IS = re.compile(
    r"“[^”]*”|«prilavok [^»]*»|Authorization: Bearer|X-CSRFToken|application/json|\d{4}-\d\d-\d\dT\S+"
)
#: names that have no Russian or Kazakh
NAMES = {
    "PDF",
    "VIII",
    "API",
    "QR",
    "CSV",
    "JSON",
    "Meta",
    "XLS",
    "XLSX",
    "Excel",
    "RFC",
    "RFM",
    "SDK",
    "Segment",
    "Parquet",
    "CC",
    "Python",
    "MAX",
    "Prilavok",
    "SMS",
    "Telegram",
    "WhatsApp",
    "Viber",
}
#: words of a template that are no words: names of the product and of keys
NOT_WORDS = {"Prilavok", "Ctrl"}
#: attributes that people read or hear
SEEN = {"title", "placeholder", "aria-label", "alt", "data-lost"}
#: what the screens are made of, and which of the arguments are seen
SEEN_ARGUMENTS = {
    "Refused": (1,), "NotFound": (1,), "OutsideFailed": (2,), "Column": (0,), "Empty": (0, 1), "Screen": (1,),
    "Workplace": (1,), "Filter": (1,), "Chart": (2,), "Series": (0,), "Choice": (1,), "Tile": (0, 2),
}  # fmt: skip


@cache
def _said(language: str) -> tuple[Message, ...]:
    return tuple(message for message in collecting.read_catalogue(language) if message.id)


def _forms(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


@pytest.mark.parametrize("language", collecting.LOCALES)
def test_the_catalogue_holds_what_the_source_says_and_nothing_else(language: str) -> None:
    """Red after a sentence was changed: run scripts/collect_messages.py and translate what came in."""
    fresh = collecting.merged(collecting.found_everywhere(), collecting.read_catalogue(language), language)
    kept, wanted = {_key(one) for one in _said(language)}, {_key(one) for one in fresh if one.id}
    assert (sorted(wanted - kept), sorted(kept - wanted)) == ([], []), "not collected, and gone from the source"
    assert collecting.catalogue_path(language).read_bytes() == collecting.written(fresh, language)


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_is_translated(language: str) -> None:
    """Nothing empty, nothing doubted."""
    assert len(_said(language)) > 700
    catalogue = collecting.read_catalogue(language)
    assert [_key(message) for message in collecting.lacking(catalogue)] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_name_the_same_facts(language: str) -> None:
    """The same %(names)s, no more and no fewer, in every form of a plural."""
    wrong = []
    for message in _said(language):
        wanted = sorted(_PLACE.findall(message.id if isinstance(message.id, str) else message.id[1]))
        wrong += [(_key(message), form) for form in _forms(message) if sorted(_PLACE.findall(form)) != wanted]
    assert wrong == []


@pytest.mark.parametrize("language", collecting.LOCALES)
def test_plurals_have_every_form(language: str) -> None:
    """As many as the language has, and a rule that names as many."""
    catalogue = collecting.read_catalogue(language)
    assert catalogue.num_plurals == FORMS[language]
    plurals = [message for message in _said(language) if not isinstance(message.id, str)]
    assert len(plurals) > 10
    assert [_key(message) for message in plurals if len(_forms(message)) != FORMS[language]] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_language_is_left_in_another(language: str) -> None:
    """No English word in Russian or Kazakh, no Kazakh letter in Russian, no Russian sentence in Kazakh."""
    foreign = []
    for message in _said(language):
        for form in _forms(message):
            words = _LATIN.findall(_PLACE.sub(" ", _AS_IT_IS.sub(" ", form)))
            foreign += [(form, word) for word in words if word not in NAMES]
            if language == "ru" and _KAZAKH.search(form):
                foreign.append((form, "Kazakh letters"))
    assert foreign == []
    if language == "kk":
        russian = {(one.context, _key(one)): one.string for one in _said("ru")}
        same = [one.string for one in _said("kk") if one.string == russian[one.context, _key(one)]]
        assert [text for text in same if len(_WORD.findall(_PLACE.sub(" ", str(text)))) > 2] == []


class _Bare(HTMLParser):
    """Gathers the words of a page that no tag of translation brought."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember where we are and look at what the element is called."""
        if tag in ("kbd", "code", "script", "style"):
            self._inside.append(tag)
        for name, value in attrs:
            if name in SEEN and value:
                self._look(value)

    def handle_endtag(self, tag: str) -> None:
        """Leave it."""
        if self._inside and self._inside[-1] == tag:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        """Look at a text that is no key and no code."""
        if not self._inside:
            self._look(data)

    def _look(self, text: str) -> None:
        self.words += [word for word in _WORD.findall(re.sub(r"&\w+;", " ", text)) if word not in NOT_WORDS]


def bare_words(template: str) -> list[str]:
    """Words of a template's texts and seen attributes that stand outside {% translate %} and {% blocktranslate %}."""
    for block in ("comment", "blocktranslate", "blocktrans"):
        template = re.sub(rf"{{%\s*{block}\b.*?{{%\s*end{block}\s*%}}", " ", template, flags=re.S)
    template = re.sub(r"{%\s*block body_class\s*%}.*?{%\s*endblock\s*%}", " ", template)  # a name of the style sheet
    page = _Bare()
    page.feed(re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", " ", template, flags=re.S))
    page.close()
    return page.words


def test_templates_say_nothing_by_themselves() -> None:
    """Every word of a template stands in a tag of translation."""
    found = {path.relative_to(PACKAGE).as_posix(): bare_words(path.read_text()) for path in PACKAGE.rglob("*.html")}
    assert len(found) > 50
    assert {path: words for path, words in found.items() if words} == {}


def test_the_look_at_templates_catches_what_is_planted() -> None:
    """A bare word in a text, in an attribute and behind a tag; and nothing where all is translated."""
    assert bare_words('<p>Hello</p>{% translate "Hello" %}') == ["Hello"]
    assert bare_words('<a title="Закрыть">{{ name }}</a>') == ["Закрыть"]
    assert bare_words("{% if done|number %}</b>готово{% endif %}") == ["готово"]
    assert (
        bare_words(
            '<a title="{% translate "Close" %}" class="quiet">{% blocktranslate %}a b{% endblocktranslate %}</a>'
        )
        == []
    )
    assert bare_words("<kbd>Enter</kbd> {# a note #}{% comment %}another{% endcomment %}&nbsp;") == []


def _bare_arguments(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SEEN_ARGUMENTS:
            for place in SEEN_ARGUMENTS[node.func.id]:
                told = node.args[place] if place < len(node.args) else None
                parts = told.values if isinstance(told, ast.JoinedStr) else [told]
                if any(isinstance(part, ast.Constant) and _WORD.search(str(part.value or "")) for part in parts):
                    yield f"{node.func.id} at line {node.lineno}"


def test_code_says_nothing_by_itself() -> None:
    """Refusals, columns, screens and charts are given sentences of the catalogues, never bare text."""
    wrong = {one.path: found for one in sources() if (found := list(_bare_arguments(one.tree)))}
    assert wrong == {}
    planted = ast.parse('Column("Name"); Column(_("Name")); Refused("a.b", f"no {x}"); Refused("a.b", _("No."), id=1)')
    assert list(_bare_arguments(planted)) == ["Column at line 1", "Refused at line 1"]


def test_every_marked_sentence_can_be_collected() -> None:
    """A marking function is given literal words; what is computed, no catalogue could hold."""
    wrong = [
        f"{one.path}: line {call.lineno}"
        for one in sources()
        for call in collecting.marked_calls(one.tree)
        if collecting.words_of(call) is None
    ]
    assert wrong == []
    imports = [node for one in sources() for node in ast.walk(one.tree) if isinstance(node, ast.ImportFrom)]
    assert {name.asname for node in imports for name in node.names if name.name == "noted"} == {"_"}
    inside = """f"{npgettext('unit', 'pc', 'pcs', n)} {_('a' 'b')}"; _(x)"""
    found = list(collecting.found_in_python(PACKAGE / "x.py", inside))
    assert [(one.context, one.one, one.many) for one in found] == [("unit", "pc", "pcs"), (None, "ab", None)]


def test_islands_say_nothing_by_themselves() -> None:
    """What an island shows, the page has given it; complaints to the console are for developers."""
    spoken = re.compile(r"""(["'`])(?=[^"'`\n]*[А-Яа-яЁё])[^"'`\n]*\1|(["'`])[A-Z][a-z]+ [a-z]+ [^"'`\n]*\2""")
    found = []
    for path in sorted((ROOT / "web" / "src").rglob("*.ts")):
        for line in path.read_text().splitlines():
            if spoken.search(line) and "Error(" not in line and not line.strip().startswith(("//", "*", "/*")):
                found.append(f"{path.name}: {line.strip()}")
    assert found == []


def test_catalogues_are_compiled_where_they_are_stale_and_speak(tmp_path: Path) -> None:
    """Three Russian plurals, two equal Kazakh ones; a second turn leaves what is fresh alone."""
    folder = tmp_path / "locale"
    shutil.copytree(PACKAGE / "locale", folder, ignore=shutil.ignore_patterns("*.mo"))
    assert messages.run(argparse.Namespace(folder=folder)) == 0
    compiled = {language: folder / language / "LC_MESSAGES" / "django.mo" for language in collecting.LOCALES}
    stamps = {language: path.stat().st_mtime_ns for language, path in compiled.items()}
    assert messages.run(argparse.Namespace(folder=folder)) == 0
    assert {language: path.stat().st_mtime_ns for language, path in compiled.items()} == stamps
    speak = {language: gettext.translation("django", folder, [language]) for language in collecting.LOCALES}
    one, many = "%(n)s week", "%(n)s weeks"
    assert [speak["ru"].ngettext(one, many, n) for n in (1, 2, 5, 11, 21)] == [
        "%(n)s неделя", "%(n)s недели", "%(n)s недель", "%(n)s недель", "%(n)s неделя",
    ]  # fmt: skip
    assert {speak["kk"].ngettext(one, many, n) for n in (1, 2, 5)} == {"%(n)s апта"}
    assert [speak["en"].ngettext(one, many, n) for n in (1, 2)] == [one, many]
    assert [speak[language].gettext("Orders") for language in ("ru", "kk", "en")] == ["Заказы", "Тапсырыстар", "Orders"]
    assert speak["ru"].pgettext("cause", "Sales") != speak["ru"].gettext("Sales")
