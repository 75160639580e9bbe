"""`prilavok sandbox telegram|card|pay`: a provider's sandbox on its port of this machine."""

import argparse
from pathlib import Path

from prilavok.kit.settings import SANDBOXES, where
from prilavok.sandboxes.serving import serve


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which one, where, and what it remembers."""
    parser.add_argument("name", choices=sorted(SANDBOXES), help="whose sandbox")
    parser.add_argument("--port", type=int, help="port on loopback (default: by PRILAVOK_PORT)")
    parser.add_argument("--memory", type=Path, help="file that a restart remembers from (default: in PRILAVOK_HOME)")
    parser.add_argument("--bot", default="prilavok_demo_bot", help="telegram: username of the first bot that comes")
    parser.add_argument("--no-limits", action="store_true", help="telegram: never answer 429")


def run(options: argparse.Namespace) -> int:
    """Serve until told to stop. Raises LaunchRefused when the port is taken."""
    memory: Path = options.memory or where().home / "sandboxes" / f"{options.name}.memory"
    memory.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    port = options.port or where().port + SANDBOXES[options.name]
    if options.name == "card":
        from prilavok.sandboxes.card_terminal.server import Terminal

        serve(Terminal(memory).application, port)
    elif options.name == "pay":
        from prilavok.sandboxes.pay_page.server import PayPage

        serve(PayPage(port, memory).application, port)
    else:
        from prilavok.sandboxes.telegram.server import Telegram

        serve(Telegram(memory, first_bot=options.bot, limits=not options.no_limits).application, port)
    return 0
