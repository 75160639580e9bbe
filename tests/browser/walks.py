"""One screen as several people see it: wide, on a phone, in the dark and in Kazakh; held to WCAG and to its window."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from tests.browser.screens import OVER, RULES, screens, settled
from tests.doors.web_people import PASSWORD, hire

from prilavok.doors.worker import know_all_jobs
from prilavok.kit.jobs.queue import QUEUES, buried
from prilavok.kit.jobs.runner import run_due

_WIDE = "[...document.querySelectorAll('main *')].filter(one => !one.closest('.table-frame') && one.getBoundingClientRect().right > innerWidth + 1)"
_WIDE += ".map(one => one.outerHTML.slice(0, 90)).slice(0, 5)"
#: name, language of the person, what the browser is
_FACES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("", "ru", {"viewport": {"width": 1440, "height": 900}}),
    ("-phone", "ru", {"viewport": {"width": 390, "height": 844}, "has_touch": True}),
    ("-dark", "kk", {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"}),
)


class Walk:
    """The owner three times over: at a wide screen, on a phone, and in the dark in Kazakh."""

    def __init__(self, browser: Any, address: str) -> None:
        self.troubles: list[str] = []
        self.pages: dict[str, Any] = {}
        for language in ("ru", "kk"):
            hire("owner", f"owner-{language}", language)
        for face, language, screen in _FACES:
            page = browser.new_context(base_url=address, locale=f"{language}-KZ", **screen).new_page()
            page.set_default_timeout(30_000)
            page.on("console", lambda message: self.troubles.append(message.text) if message.type == "error" else None)
            page.on("pageerror", lambda error: self.troubles.append(str(error)))
            page.goto("/sign-in?next=/office/jobs")
            page.fill("input[name=login]", f"owner-{language}")
            page.fill("input[name=password]", PASSWORD)
            page.click("form button.primary")
            page.wait_for_url("**/office/jobs")
            self.pages[face] = page

    @property
    def wide(self) -> Any:
        """The page at which the work is done."""
        return self.pages[""]

    def stands(self, face: str, name: str) -> None:
        """What a face shows now bars nobody, keeps within its window, and its picture is kept."""
        page = self.pages[face]
        settled(page)
        found = Axe().run(page, options=RULES)
        assert found.violations_count == 0, (name, face, found.generate_report())
        assert page.evaluate(OVER) == 0, (name, face, page.evaluate(_WIDE))
        page.screenshot(path=screens() / f"{name}{face}.png", full_page=face != "")

    def shows(self, address: str, name: str) -> None:
        """The address in every face."""
        for face, page in self.pages.items():
            page.goto(address)
            self.stands(face, name)


def work() -> None:
    """All that is due."""
    know_all_jobs()
    while any(run_due(queue) for queue in QUEUES):
        pass
    assert buried() == ()
