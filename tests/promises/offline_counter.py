"""A till whose line may be cut: a house that can be away, and a browser with a profile of its own that may be killed."""

import contextlib
import os
import shutil
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from wsgiref.simple_server import make_server

import pytest
from playwright.sync_api import expect
from tests.browser.driver import driving
from tests.doors.conftest import _Quiet, _Server
from tests.doors.web_people import PASSWORD

from prilavok.kit.db.ports import free_port

_SWITCHES = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-sync"
PIN = "204060"


class House:
    """The house's web server, which can be away."""

    def __init__(self) -> None:
        self.port = free_port()
        self.server: Any = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def up(self) -> None:
        from django.core.wsgi import get_wsgi_application

        self.server = make_server("127.0.0.1", self.port, get_wsgi_application(), _Server, _Quiet)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def down(self) -> None:
        if self.server is not None:
            self.server.shutdown()
            self.server.server_close()
            self.server = None


class Device:
    """The till's browser with a profile of its own, which may be killed."""

    def __init__(self, play: Any, profile: Path) -> None:
        self._play, self._profile = play, profile
        self.troubles: list[str] = []
        self.begin()

    def begin(self) -> None:
        self.context = self._play.chromium.launch_persistent_context(
            str(self._profile), executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"), headless=True,
            args=_SWITCHES.split(), viewport={"width": 1280, "height": 860}, locale="ru-KZ", timezone_id="Asia/Almaty",
        )  # fmt: skip
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))

    def kill(self) -> None:
        """SIGKILL to every process of this profile, as when the power goes."""
        for process in Path("/proc").iterdir():
            if process.name.isdigit():
                try:
                    told = (process / "cmdline").read_bytes()
                except OSError:
                    continue
                if f"--user-data-dir={self._profile}".encode() in told:
                    os.kill(int(process.name), signal.SIGKILL)

    def scan(self, text: str) -> None:
        self.page.fill("#scan", text)
        self.page.press("#scan", "Enter")

    def scan_half_of_the_next(self, text: str, begun: str) -> None:
        """Scan what nobody sells; what a quick scanner typed meanwhile stays in the field."""
        script = "([text, begun]) => { const scan = document.querySelector('#scan'); scan.value = text;"
        self.page.evaluate(f"{script} scan.form.requestSubmit(); scan.value = begun; }}", [text, begun])
        expect(self.page.locator("main .note").first).to_contain_text(text)
        expect(self.page.locator("#scan")).to_have_value(begun)

    def bar(self, line: str, waiting: int) -> None:
        expect(self.page.locator(f"#standby-line[data-line={line}][data-waiting='{waiting}']")).to_be_visible()

    def sell(self) -> str:
        """Paid exactly in cash, by keys alone; the number of the receipt."""
        self.page.press("#scan", "Enter")
        self.page.press("#given", "Enter")
        paper = self.page.locator("article.receipt")
        expect(paper).to_be_visible()
        told = paper.inner_text()
        assert "Продано без связи" in told and "известным на" in told
        self.page.keyboard.press("Enter")
        expect(self.page.locator("#scan")).to_be_visible()
        return next(line for line in told.splitlines() if "T1-" in line).rpartition(" ")[2]

    def open_by_pin(self) -> None:
        self.page.fill("#pin", PIN)
        self.page.press("#pin", "Enter")
        expect(self.page.locator("#scan")).to_be_visible()


@contextlib.contextmanager
def opened_device(profile: Path) -> Iterator[Device]:
    """A device until the end of the block; the test is skipped where there is no browser."""
    if not (os.environ.get("CHROMIUM") or shutil.which("chromium")):
        pytest.skip("no chromium found: apt-get install chromium")
    with driving() as play:
        made = Device(play, profile)
        yield made
        made.context.close()


def sign_in(page: Any, house: House, login: str = "cashier", to: str = "/till/standby") -> None:
    """Somebody of the staff signs in there, on the way to a page."""
    page.goto(f"{house.address}/sign-in?next={to}")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", PASSWORD)
    page.click("form button.primary")
    page.wait_for_url(f"**{to}")
