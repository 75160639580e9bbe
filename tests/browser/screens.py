"""Where the browser tests keep their pictures: in the docs when asked to, else beside the run's other leavings."""

import os
from pathlib import Path

_DOCS = Path(__file__).resolve().parents[2] / "docs" / "screens"


def screens() -> Path:
    """The folder of pictures. PRILAVOK_SCREENS=write renews those in the docs; a plain run leaves the checkout alone."""
    folder = _DOCS if os.environ.get("PRILAVOK_SCREENS") == "write" else Path(os.environ["PRILAVOK_TESTS"]) / "screens"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
