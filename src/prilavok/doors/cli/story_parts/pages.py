"""A page as somebody without a screen reads it: its forms with their hidden fields, its links, what it says."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset({"br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})
_SILENT = frozenset({"script", "style", "svg", "template"})
_DEEPEST = 200


@dataclass(eq=False, slots=True)
class Element:
    """One element with what stands in it."""

    tag: str
    attributes: dict[str, str]
    inside: list["Element | str"] = field(default_factory=list)

    def within(self) -> Iterator["Element"]:
        """Every element below, in the order of the page."""
        for one in self.inside:
            if isinstance(one, Element):
                yield one
                yield from one.within()

    def is_of(self, name: str) -> bool:
        """Whether it carries the class."""
        return name in self.attributes.get("class", "").split()

    @property
    def text(self) -> str:
        """What a reader sees of it, blanks made single."""
        return " ".join("".join(self._words()).split())

    @property
    def own_text(self) -> str:
        """What stands in it itself, that of the elements below left out."""
        return " ".join("".join(one for one in self.inside if isinstance(one, str)).split())

    def _words(self) -> Iterator[str]:
        for one in self.inside:
            if isinstance(one, str):
                yield one
            elif one.tag not in _SILENT:
                yield " "
                yield from one._words()
                yield " "


class Page:
    """A page that was asked for. address: where it was found, after redirections."""

    def __init__(self, address: str, content: str, status: int = 200) -> None:
        self.address, self.status = address, status
        self.whole = _read(content)

    def all(self, chosen: Callable[[Element], bool]) -> list[Element]:
        """Every element that is meant, in the order of the page."""
        return [one for one in self.whole.within() if chosen(one)]

    def of_class(self, name: str) -> list[Element]:
        """Every element of the class."""
        return self.all(lambda one: one.is_of(name))

    def by_id(self, name: str) -> Element | None:
        """The element of this id."""
        return next(iter(self.all(lambda one: one.attributes.get("id") == name)), None)

    def links(self, part: str) -> list[Element]:
        """The links whose address contains a part."""
        return self.all(lambda one: one.tag == "a" and part in one.attributes.get("href", ""))

    def forms(self, part: str, **hidden: str) -> list[Element]:
        """The forms whose address contains a part and whose fields hold these values."""
        found = self.all(lambda one: one.tag == "form" and part in one.attributes.get("action", ""))
        return [form for form in found if hidden.items() <= fields_of(form).items()]

    @property
    def text(self) -> str:
        """All that a reader sees of it."""
        return self.whole.text

    @property
    def complaint(self) -> str:
        """What the page says went wrong, "" where it says nothing of the kind."""
        alerts = self.all(lambda one: one.attributes.get("role") == "alert")
        words = [[one.text for one in alert.within() if one.tag == "p"] or [alert.text] for alert in alerts]
        return " ".join(" ".join(said) for said in words)


def fields_of(form: Element) -> dict[str, str]:
    """What the form sends as it stands, buttons left out; of ticks and choices those that are set."""
    sent: dict[str, str] = {}
    for one in form.within():
        name, kind = one.attributes.get("name", ""), one.attributes.get("type", "text")
        if not name:
            continue
        if one.tag == "textarea":
            sent[name] = one.text
        elif one.tag == "select":
            choices = [choice for choice in one.within() if choice.tag == "option"]
            chosen = next((choice for choice in choices if "selected" in choice.attributes), *choices[:1])
            sent[name] = chosen.attributes.get("value", chosen.text) if chosen else ""
        elif one.tag == "input" and (kind not in {"checkbox", "radio"} or "checked" in one.attributes):
            sent[name] = one.attributes.get("value", "")
    return sent


def _read(content: str) -> Element:
    reader = _Reader()
    reader.feed(content)
    reader.close()
    return reader.whole


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.whole = Element("", {})
        self._open = [self.whole]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        one = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].inside.append(one)
        if tag not in _VOID and len(self._open) < _DEEPEST:
            self._open.append(one)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open[-1].inside.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        # What was left open inside (as a paragraph may be) ends with it; an end without a beginning is passed over.
        for depth in range(len(self._open) - 1, 0, -1):
            if self._open[depth].tag == tag:
                del self._open[depth:]
                return

    def handle_data(self, data: str) -> None:
        self._open[-1].inside.append(data)
