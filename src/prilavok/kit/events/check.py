"""What `prilavok check` asks of the events."""

from prilavok.kit.events.epoch import cluster_identity, current_epoch
from prilavok.kit.events.relay import horizon_age, relay_lag

_LONGEST_LAG = 60.0  # seconds
_LONGEST_WRITER = 5.0  # seconds


def check_relay() -> list[str]:
    """Sentences about a relay left behind, an old horizon or a cluster without an epoch; none when all is well."""
    found = []
    lag, age, epoch = relay_lag(), horizon_age(), current_epoch()
    if lag.seconds > _LONGEST_LAG:
        found.append(f"{lag.events} events wait to be handed on, the eldest for {lag.seconds:.0f} s: is the relay up?")
    if age > _LONGEST_WRITER:
        found.append(f"a writing transaction is open for {age:.0f} s; nothing newer is handed on before it ends")
    if epoch is not None and epoch.cluster != cluster_identity():
        found.append("the database was moved to another cluster and its epoch has not begun: start the relay")
    return found
