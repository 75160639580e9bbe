"""What an installation begins with: roles, first people who may sign in, connections. Repeats without effect."""

import os
import secrets
from pathlib import Path

LOGINS = "logins.txt"
SANDBOX_BOT = "prilavok_demo_bot"


def seed() -> None:
    """Make missing roles; where nobody may sign in yet, hire the first people and write their logins down.

    In the sandbox one person per role, to look at every screen; elsewhere the owner alone. The file is for its owner
    only (0600) and may be deleted; `prilavok staff password` sets other passwords.
    """
    from prilavok.domains.staff.queries import list_roles, list_staff
    from prilavok.domains.staff.types import NewStaff
    from prilavok.flows.take_on_staff import take_on_staff
    from prilavok.kit import clock
    from prilavok.kit.events.actor import SYSTEM
    from prilavok.kit.settings import where

    _connect()
    take_on_staff([], actor=SYSTEM, at=clock.now())
    if list_staff():
        return
    people = [
        NewStaff(code, name["ru"], code, "-".join(secrets.token_hex(2) for _ in range(4)))
        for code, name in list_roles().items()
        if code == "owner" or where().outside == "sandbox"
    ]
    # Written first: logins that were written and not made are made anew, logins made and not written are lost.
    _write(where().home / LOGINS, [f"{one.login:<10} {one.password}" for one in people])
    take_on_staff(people, actor=SYSTEM, at=clock.now())


def _connect() -> None:
    """Our own site, and in the sandbox the sandboxes on this machine.

    What opens them is made here and known to nobody else; a sandbox learns it from us. Messengers are asked at every
    start to post to us, since our own address may be another than before.
    """
    from prilavok.domains.connections.types import NewConnection
    from prilavok.flows.connect_outside import connect_outside
    from prilavok.flows.listen_outside import listen_outside
    from prilavok.kit import clock
    from prilavok.kit.events.actor import SYSTEM
    from prilavok.kit.http.signed import shown_secret
    from prilavok.kit.secrets import Secret
    from prilavok.kit.settings import where

    named = {"ru": "Сайт", "kk": "Сайт", "en": "Site"}
    ours = [NewConnection("site", "site", "site", named, sandbox=False)]
    if where().outside == "sandbox":
        # A bot's token is its number, a colon and 35 characters, as the Bot API document shows.
        bot = {
            "token": Secret(f"{10**9 + secrets.randbelow(9 * 10**9)}:{secrets.token_urlsafe(32)[:35]}"),
            "webhook_secret": Secret(secrets.token_urlsafe(32)),
        }
        card = {"ru": "Платёжный терминал", "kk": "Төлем терминалы", "en": "Card terminal"}
        page = {"ru": "Платёжная страница", "kk": "Төлем беті", "en": "Payment page"}
        page_hook = Secret(shown_secret(secrets.token_bytes(32)))
        page_key = {"key": Secret(secrets.token_urlsafe(32)), "webhook_secret": page_hook}
        hook = Secret(shown_secret(secrets.token_bytes(32)))
        key = {"key": Secret(secrets.token_urlsafe(32)), "webhook_secret": hook}
        ours += [
            NewConnection("telegram", "telegram", "telegram_bot", _same("Telegram"), {"username": SANDBOX_BOT}, bot),
            NewConnection("sms", "sms", "outbox", _same("SMS")),
            NewConnection("mail", "mail", "outbox", {"ru": "Почта", "kk": "Пошта", "en": "Mail"}),
            NewConnection("card", "payments", "sandbox_card", card, {}, key),
            NewConnection("online", "payments", "sandbox_page", page, {"hold": "yes"}, page_key),
        ]
    connect_outside(ours, actor=SYSTEM, at=clock.now())
    listen_outside(actor=SYSTEM, at=clock.now())


def _same(name: str) -> dict[str, str]:
    return dict.fromkeys(("ru", "kk", "en"), name)


def _write(file: Path, lines: list[str]) -> None:
    fresh = file.with_suffix(".fresh")
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write("\n".join(lines) + "\n")
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(file)
