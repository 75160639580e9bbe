"""A process that charges a card and is killed: before the terminal is asked, or when it has answered and nobody wrote."""

import os
import signal
import sys
from uuid import UUID

import django


def main(order: str, place: str, amount: str, moment: str) -> None:
    """Charge; the kill comes between the phases, where no handler and no rollback runs."""
    django.setup()
    from prilavok.flows import charge_card as flow
    from prilavok.kit import clock
    from prilavok.kit.events.actor import SYSTEM

    real = flow.charge_once

    def dying(*given: object) -> object:
        if moment == "answered":
            real(*given)  # type: ignore[arg-type]
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("nobody lives on")

    flow.charge_once = dying  # type: ignore[assignment]
    flow.charge_card(UUID(order), int(amount), currency="KZT", place=UUID(place), actor=SYSTEM, at=clock.now())


if __name__ == "__main__":
    main(*sys.argv[1:])
