"""The process that does jobs and timers until it is told to stop."""

import importlib
import pkgutil

import django
import structlog

_LOG = structlog.get_logger("prilavok.worker")


def know_all_jobs() -> None:
    """Import every flow, so that the jobs they declare are known here."""
    import prilavok.flows
    import prilavok.kit.jobs.chores  # noqa: F401

    for module in pkgutil.walk_packages(prilavok.flows.__path__, "prilavok.flows."):
        importlib.import_module(module.name)


def main() -> None:
    """Do what is due in every queue; a turn under way is finished when told to stop. Raises SqlDiffers at the start."""
    django.setup()
    from prilavok.kit.db.install import check_installed
    from prilavok.kit.db.waking import WORKER
    from prilavok.kit.events.epoch import ensure_epoch
    from prilavok.kit.jobs.loop import Loop
    from prilavok.kit.jobs.queue import QUEUES
    from prilavok.kit.jobs.runner import run_due
    from prilavok.kit.jobs.turn import Turn

    loop = Loop(WORKER, longest=0.25, woken=True)
    check_installed()
    ensure_epoch()
    know_all_jobs()

    def turn() -> bool:
        took = Turn()
        for queue in QUEUES:
            took += run_due(queue)
        if took.failed or took.buried:
            _LOG.warning("jobs failed", failed=took.failed, buried=took.buried)
        return bool(took)

    loop.run(turn)


if __name__ == "__main__":
    main()
