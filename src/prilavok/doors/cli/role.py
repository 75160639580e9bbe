"""How a process of one role begins: Django ready, the edition of SQL checked, then the role's own `main()`."""

import importlib
import sys

import django


def run_role(role: str) -> int:
    """Run `prilavok.doors.<role>.main()` until it returns. Raises SqlDiffers before anything is done."""
    django.setup()
    from django.db import connections

    from prilavok.kit.db.install import check_installed

    check_installed()
    connections.close_all()
    print(f"{role} starts", file=sys.stderr, flush=True)
    importlib.import_module(f"prilavok.doors.{role}").main()
    return 0
