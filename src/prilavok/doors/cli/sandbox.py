"""`prilavok sandbox <name> ...`: sandboxes of providers in one process, each on its port of this machine."""

import argparse
from collections.abc import Callable
from pathlib import Path

from prilavok.kit.settings import SANDBOXES, where
from prilavok.sandboxes.serving import serve
from prilavok.sandboxes.web import Application


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which ones, where, and what they remember."""
    parser.add_argument(
        "names", nargs="+", choices=sorted(SANDBOXES), metavar="name", help=", ".join(sorted(SANDBOXES))
    )
    parser.add_argument("--port", type=int, help="port on loopback, of one alone (default: by PRILAVOK_PORT)")
    parser.add_argument("--memory", type=Path, help="file that a restart remembers from (default: in PRILAVOK_HOME)")
    parser.add_argument(
        "--bot", default="prilavok_demo_bot", help="telegram, max, viber: name of the first bot that comes"
    )
    parser.add_argument("--no-limits", action="store_true", help="telegram, vk, sms: never refuse what comes too fast")


def run(options: argparse.Namespace) -> int:
    """Serve until told to stop. Raises LaunchRefused when a port is taken."""
    alone = len(options.names) == 1
    made = []
    for name in options.names:
        memory: Path = (options.memory if alone else None) or where().home / "sandboxes" / f"{name}.memory"
        memory.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        port = (options.port if alone else None) or where().port + SANDBOXES[name]
        made.append((_of(name, options, memory, port), port))
    serve(*made)
    return 0


def _of(name: str, options: argparse.Namespace, memory: Path, port: int) -> Callable[[], Application]:
    """What makes the sandbox; only its own code is loaded."""
    limits, first = not options.no_limits, options.bot
    if name == "card":
        from prilavok.sandboxes.card_terminal.server import Terminal

        return Terminal(memory).application
    if name == "pay":
        from prilavok.sandboxes.pay_page.server import PayPage

        return PayPage(port, memory).application
    if name == "vk":
        from prilavok.sandboxes.vk.server import Vk

        return Vk(port, memory, limits=limits).application
    if name == "max":
        from prilavok.sandboxes.max.server import Max

        return Max(port, memory, first_bot=first).application
    if name == "messenger":
        from prilavok.sandboxes.messenger.server import Messenger

        return Messenger(port, memory).application
    if name == "sms":
        from prilavok.sandboxes.sms.server import Sms

        return Sms(memory, limits=limits).application
    if name == "viber":
        from prilavok.sandboxes.viber.server import Viber

        return Viber(memory, first_bot=first).application
    if name == "whatsapp":
        from prilavok.sandboxes.whatsapp.server import WhatsApp

        return WhatsApp(memory).application
    from prilavok.sandboxes.telegram.server import Telegram

    return Telegram(memory, first_bot=first, limits=limits).application
