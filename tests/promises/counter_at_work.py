"""What the story of the day shares: the whole house beside its sandboxes, and windows of a browser that see each other."""

import contextlib
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
from tests.browser.screens import screens
from tests.conftest import ROOT, OwnDatabase
from tests.doors.web_people import PASSWORD
from tests.promises.house_at_work import until

from prilavok.kit.db.ports import free_port
from prilavok.kit.settings import SANDBOXES

_PATIENCE = 60.0  # seconds
_LOOKS = 0.02  # seconds between two looks at a window


@contextlib.contextmanager
def counter(own: OwnDatabase, home: Path) -> Iterator[int]:
    """`prilavok up` over the story's own database, with its sandboxes; the port it answers on."""
    port = free_port(together=1 + max(SANDBOXES.values()))
    begun = subprocess.Popen(
        [sys.executable, "-m", "prilavok.doors.cli", "up"],
        env={
            **own.environment,
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
            "PRILAVOK_HOME": str(home),
            "PRILAVOK_PORT": str(port),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        until(lambda: _answers(f"http://127.0.0.1:{port}/healthz"), begun, seconds=60)
        until(lambda: _answers(f"http://127.0.0.1:{port + 1}/"), begun, seconds=30)
        yield port
    except BaseException:
        for log in sorted((home / "logs").glob("*.log")):
            print(f"== {log.name}\n{log.read_text(errors='replace')[-1500:]}")
        raise
    finally:
        begun.send_signal(signal.SIGINT)
        try:
            begun.wait(timeout=30)
        except subprocess.TimeoutExpired:
            begun.kill()
            begun.wait()


def _answers(address: str) -> bool:
    with contextlib.suppress(httpx.TransportError):
        return httpx.get(address).status_code == 200
    return False


class Windows:
    """Windows of one browser, each somebody's; what goes wrong in any of them is kept, and how soon they saw things."""

    def __init__(self, browser: Any, port: int) -> None:
        self.browser, self.port = browser, port
        self.troubles: list[str] = []
        self.seen: list[tuple[str, float]] = []
        self.pages: list[Any] = []
        self._asked: dict[int, deque[str]] = {}
        self._since = time.monotonic()

    def __enter__(self) -> "Windows":
        return self

    def __exit__(self, kind: Any, *rest: Any) -> None:
        """What stood in every window when the story broke off is kept as pictures; what was asked last is told."""
        if kind is not None:
            for nth, page in enumerate(self.pages):
                if not page.is_closed():
                    page.screenshot(path=screens() / f"broken-{nth}.png")
                    print(f"== window {nth}: {page.url}", *self._asked[id(page)], page.inner_text("body"), sep="\n  ")
            print(f"troubles: {self.troubles}")
            print(f"pictures of the windows: {screens()}")

    def open(self, path: str, *, phone: bool = False, width: int = 1440) -> Any:
        """A window of a browser of its own."""
        size = {"width": 390, "height": 844} if phone else {"width": width, "height": 900}
        context = self.browser.new_context(
            base_url=f"http://127.0.0.1:{self.port}", locale="ru-RU", viewport=size, has_touch=phone
        )
        return self.watched(context.new_page(), path)

    def watched(self, page: Any, path: str = "") -> Any:
        """The same page, its errors kept."""
        self.pages.append(page)
        page.set_default_timeout(30_000)
        asked = self._asked[id(page)] = deque(maxlen=20)
        page.on("request", lambda one: asked.append(f"{self.since():.3f} > {one.method} {one.url}"))
        page.on("response", lambda one: asked.append(f"{self.since():.3f} < {one.status} {one.url}"))
        page.on("requestfailed", lambda one: asked.append(f"{self.since():.3f} ! {one.failure} {one.url}"))
        page.on("console", lambda said: self.troubles.append(f"{page.url}: {said.text}") if said.type == "error" else 0)
        page.on("pageerror", lambda error: self.troubles.append(f"{page.url}: {error}"))
        if path:
            page.goto(path)
        return page

    def staff(self, login: str, path: str, *, width: int = 1440) -> Any:
        """A window where somebody of the staff is signed in."""
        page = self.open(f"/sign-in?next={path}", width=width)
        page.fill("input[name=login]", login)
        page.fill("input[name=password]", PASSWORD)
        page.click("form button.primary")
        page.wait_for_url(f"**{path}")
        return page

    def act(self) -> None:
        """From now on the seconds count till others see it."""
        self._since = time.monotonic()

    def since(self) -> float:
        """Seconds since the last act."""
        return time.monotonic() - self._since

    def sees(self, what: str, locator: Any) -> Any:
        """It shows by itself, without a reload; how soon is kept.

        Looked at often: a locator's own waiting looks twice a second after its first looks, and that would be measured.
        """
        deadline = time.monotonic() + _PATIENCE
        while not locator.is_visible():
            assert time.monotonic() < deadline, what
            time.sleep(_LOOKS)
        self.seen.append((what, self.since()))
        return locator
