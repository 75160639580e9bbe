"""What changes stock, one file per concept."""

from prilavok.domains.stock.actions.handing import give_back, hand_out
from prilavok.domains.stock.actions.holding import (
    hold_stock,
    lessen_holds,
    release_holds,
    settle_holds_of,
)
from prilavok.domains.stock.actions.locking import lock_stock
from prilavok.domains.stock.actions.losing import goods_lost, lose_hold, missing_on_shelf, share_loss, write_off_lost
from prilavok.domains.stock.actions.moving import open_stock, take_sold
from prilavok.domains.stock.actions.returning import put_back_sold

__all__ = [
    "give_back",
    "goods_lost",
    "hand_out",
    "hold_stock",
    "lessen_holds",
    "lock_stock",
    "lose_hold",
    "missing_on_shelf",
    "open_stock",
    "put_back_sold",
    "release_holds",
    "settle_holds_of",
    "share_loss",
    "take_sold",
    "write_off_lost",
]
