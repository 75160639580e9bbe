"""Where the browser tests keep their pictures, in the docs when asked to, else beside the run's leavings; and what each shows."""

import os
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe

_DOCS = Path(__file__).resolve().parents[2] / "docs" / "screens"
#: what must hold for everybody, and by how much a page is wider than its screen
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
OVER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def screens() -> Path:
    """The folder of pictures. PRILAVOK_SCREENS=write renews those in the docs; a plain run leaves the checkout alone."""
    folder = _DOCS if os.environ.get("PRILAVOK_SCREENS") == "write" else Path(os.environ["PRILAVOK_TESTS"]) / "screens"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def settled(page: Any) -> None:
    """The page stands and nothing is being fetched into it. The line of live news is never idle, so it is not asked."""
    page.wait_for_load_state("load")
    # A function given to the page would be refused by its Content-Security-Policy as soon as it had to be asked twice.
    page.wait_for_selector(".htmx-request, .htmx-swapping, .htmx-settling", state="detached")


def stands_well(page: Any) -> None:
    """The page at rest bars nobody and keeps within its screen."""
    settled(page)
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    wide = page.evaluate(OVER)
    assert wide <= 0, f"{wide} px beyond the screen"
