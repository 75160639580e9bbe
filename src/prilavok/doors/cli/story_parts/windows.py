"""Somebody's window: pages asked for and forms sent over HTTP with cookies of its own, and what it hears meanwhile."""

import contextlib
import json
import threading
import time
from collections.abc import Iterator
from uuid import UUID

import httpx

from prilavok.doors.cli.story_parts.pages import Element, Page, fields_of
from prilavok.doors.cli.story_parts.stopped import StoryStopped

_PATIENCE = 20.0  # seconds for one answer
_SILENCE = 40.0  # seconds; a line that is alive says so every fifteen
_HEARD = 1_000  # the last notices that are remembered


class Window:
    """One person at one screen. Every refusal of a page ends the story with what the page says."""

    def __init__(self, address: str, language: str) -> None:
        self.address, self._language = address, language
        self._client = httpx.Client(
            base_url=address,
            timeout=_PATIENCE,
            follow_redirects=True,
            headers={"Accept-Language": language, "Cache-Control": "no-cache"},
            trust_env=False,
        )

    def close(self) -> None:
        """Forget who this was."""
        self._client.close()

    def see(self, path: str, *, refused: bool = False) -> Page:
        """Ask for a page. refused: it may be, and that is what is looked at."""
        return self._answered(self._client.build_request("GET", path), refused)

    def send(self, page: Page, part: str, *, refused: bool = False, **typed: str) -> Page:
        """Send the page's first form whose address contains `part`, with what is typed into it."""
        forms = page.forms(part)
        if not forms:
            raise StoryStopped("no_form", address=page.address, form=part)
        return self.press(forms[0], refused=refused, **typed)

    def press(self, form: Element, *, refused: bool = False, **typed: str) -> Page:
        """Send this very form."""
        return self._answered(
            self._client.build_request("POST", form.attributes["action"], data=fields_of(form) | typed), refused
        )

    def note(self, path: str) -> None:
        """What a page tells by itself, without a form, once it stands on the screen."""
        headers = {"X-CSRFToken": self._client.cookies.get("csrftoken") or ""}
        self._answered(self._client.build_request("POST", path, headers=headers), False)

    def sign_in(self, login: str, password: str) -> None:
        """Sign in by the form as anybody of the staff."""
        entered = self.send(self.see("/sign-in"), "/sign-in", login=login, password=password)
        if "/sign-in" in entered.address:
            raise StoryStopped("refused", address="/sign-in", said=entered.complaint)
        if entered.forms("/language"):
            self.send(entered, "/language", language=self._language)

    def _answered(self, asked: httpx.Request, refused: bool) -> Page:
        try:
            answer = self._client.send(asked)
        except httpx.HTTPError as trouble:
            raise StoryStopped("no_answer", address=str(asked.url), said=type(trouble).__name__) from trouble
        page = Page(str(answer.url), answer.text, answer.status_code)
        if not refused and (answer.status_code >= 400 or page.complaint):
            said = page.complaint or page.text[:300] or str(answer.status_code)
            raise StoryStopped("refused", address=asked.url.path, said=said)
        return page

    def listen(self) -> "Ears":
        """Hear what changes, as the open page of this window does."""
        return Ears(self.address, self._client.cookies)


class Ears:
    """What one window hears on `/live`, with the instant it heard it. It listens until it is closed."""

    def __init__(self, address: str, cookies: httpx.Cookies) -> None:
        self._client = httpx.Client(base_url=address, cookies=cookies, timeout=_SILENCE, trust_env=False)
        self._heard: list[tuple[float, list[str]]] = []
        self._news = threading.Condition()
        self._open = False
        self._closed = False
        threading.Thread(target=self._listen, daemon=True, name="ears").start()
        with self._news:
            self._news.wait_for(lambda: self._open, timeout=5.0)

    def close(self) -> None:
        """Hear no more."""
        self._closed = True
        self._client.close()

    def heard(self, kind: str, since: float, patience: float, *, id: UUID | str = "") -> tuple[float, str] | None:
        """Seconds from `since` (of time.monotonic) till something of the kind was heard, and its id; None: never."""
        deadline = time.monotonic() + patience
        with self._news:
            while True:
                for when, topics in self._heard:
                    for topic in topics:
                        named, _, its = topic.partition(":")
                        meant = named == kind and (not id or its in (str(id), "*"))
                        if when >= since and (meant or named == "*"):
                            return when - since, its
                if not self._news.wait(deadline - time.monotonic()):
                    return None

    def quiet(self, seconds: float, patience: float) -> None:
        """Wait till nothing was heard for so long, at most for the patience: what comes then has another cause."""
        deadline = time.monotonic() + patience
        with self._news:
            while time.monotonic() < deadline and self._news.wait(seconds):
                pass

    def _listen(self) -> None:
        # A line that breaks is taken up again, as a page would; what was missed meanwhile is not measured.
        while not self._closed:
            lost = contextlib.suppress(httpx.HTTPError, RuntimeError, OSError)
            with lost, self._client.stream("GET", "/live") as stream:
                for topics in _messages(stream):
                    self._keep(topics)
            time.sleep(0.2)

    def _keep(self, topics: list[str]) -> None:
        with self._news:
            self._open = True
            self._heard = [*self._heard[-_HEARD:], (time.monotonic(), topics)]
            self._news.notify_all()


def _messages(stream: httpx.Response) -> Iterator[list[str]]:
    """The topics of each message; a beat has none, and a stream that lost count says to look at everything."""
    event = ""
    for line in stream.iter_lines():
        name, _, said = line.partition(": ")
        if name == "event":
            event = said
        elif name == "data":
            told = json.loads(said)
            yield told["topics"] if isinstance(told, dict) else ["*"] if event == "reload" else []
        elif not line:
            event = ""
