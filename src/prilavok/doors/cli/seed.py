"""What an installation begins with: the roles, and the first people who may sign in. Repeats without effect."""

import os
import secrets
from pathlib import Path

LOGINS = "logins.txt"


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


def _write(file: Path, lines: list[str]) -> None:
    fresh = file.with_suffix(".fresh")
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write("\n".join(lines) + "\n")
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(file)
