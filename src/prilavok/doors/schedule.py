"""The process that queues what recurs; one at a time, a second one stands by."""

import django

from prilavok.kit.jobs.schedule import Chore

_HOUR = 3_600
_DAY = 24 * _HOUR

# Hours are UTC: 21:00 is 2 at night in Astana.
CHORES: tuple[Chore, ...] = (
    Chore("old arrivals", _DAY, "arrivals.sweep", at=21 * _HOUR),
    Chore("old answers", _DAY, "answers.sweep", at=21 * _HOUR + 600),
    Chore("old burials", _DAY, "jobs.sweep", at=21 * _HOUR + 1_200),
    Chore("old buckets", _DAY, "buckets.sweep", at=21 * _HOUR + 1_800),
    Chore("old files", _DAY, "files.sweep", at=21 * _HOUR + 2_400),
    Chore("snapshots", _DAY, "snapshots.take", at=2 * _HOUR),
    Chore("segment scales", _DAY, "segments.scale", at=22 * _HOUR),
    Chore("ended codes", 600, "codes.sweep"),
    Chore("due holds", 60, "holds.expire"),
    Chore("gift cards kept for nothing", 60, "giftcards.release"),
    Chore("gift cards whose time is over", 3_600, "giftcards.end"),
    Chore("points whose time is over", _HOUR, "points.end"),
    Chore("points that end soon", _HOUR, "points.warn"),
    Chore("tiers that end, now or soon", 60, "tiers.turn"),
    Chore("promises", 60, "promises.watch"),
    Chore("claims", 600, "claims.watch"),
    Chore("overdue leases", 600, "leases.sweep"),
    Chore("missed bookings", 60, "bookings.miss"),
    Chore("reminders of bookings", 60, "bookings.remind"),
    Chore("books", 60, "ledger.reconcile"),
    Chore("late supply", _HOUR, "supply.late"),
    Chore("lots that end", _HOUR, "lots.watch"),
    Chore("paper tags", 60, "shelves.watch"),
    Chore("shown prices", 60, "outside.compare"),
    Chore("numbers of the coming year", _DAY, "numbers.open", at=20 * _HOUR + 1_800),
    # Whoever lands wakes the reader; this reads what landed in a process that was killed before it could.
    Chore("channels", 60, "channels.look"),
    Chore("landed events", 10, "tracking.read"),
    Chore("days of tracking", _DAY, "tracking.turn_days", at=20 * _HOUR),
)


def main() -> None:
    """Keep the coming slot of every chore queued until told to stop. Raises SqlDiffers at the start."""
    django.setup()
    from prilavok.kit import clock
    from prilavok.kit.db.connections import advisory
    from prilavok.kit.db.install import check_installed
    from prilavok.kit.events.epoch import ensure_epoch
    from prilavok.kit.jobs.loop import Loop
    from prilavok.kit.jobs.schedule import queue_chores

    loop = Loop("schedule", shortest=0.5, longest=1.0)
    check_installed()
    ensure_epoch()

    def tick() -> bool:
        queue_chores(CHORES, clock.now())
        return False

    def watch() -> bool:
        with advisory("schedule") as ours:
            if ours:
                loop.run(tick, through_losses=False)
        return False

    loop.run(watch)


if __name__ == "__main__":
    main()
