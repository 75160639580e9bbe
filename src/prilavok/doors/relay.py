"""The process that hands events on; one at a time, a second one stands by."""

import django


def main() -> None:
    """Relay until told to stop, through restarts of the database. Raises SqlDiffers at the start."""
    django.setup()
    from prilavok.flows.reactions import REACTIONS
    from prilavok.kit.db.install import check_installed
    from prilavok.kit.db.waking import RELAY
    from prilavok.kit.events.epoch import ensure_epoch
    from prilavok.kit.events.relay import relay_once, sole_relay
    from prilavok.kit.jobs.loop import Loop

    loop = Loop(RELAY, longest=0.1, woken=True)
    check_installed()

    def watch() -> bool:
        with sole_relay() as ours:
            if ours:
                ensure_epoch()
                loop.run(lambda: relay_once(REACTIONS) > 0, through_losses=False)
        return False

    loop.run(watch)


if __name__ == "__main__":
    main()
