"""What changes stock, one file per concept."""

from prilavok.domains.stock.actions.allocating import (
    allow_pre_orders,
    hold_or_await,
    keep_awaited,
    settle_supply,
    tell_awaited,
)
from prilavok.domains.stock.actions.blocking import lock_lot, mark_blocked, mark_unblocked
from prilavok.domains.stock.actions.booking import (
    all_arrived,
    book_paper,
    lock_paper,
    receive_paper,
    take_back_paper,
    units_only_held,
)
from prilavok.domains.stock.actions.handing import give_back, give_up, hand_out
from prilavok.domains.stock.actions.holding import (
    hold_stock,
    keep_longer,
    lessen_holds,
    release_holds,
    settle_holds_of,
)
from prilavok.domains.stock.actions.keeping_back import end_safety, set_safety
from prilavok.domains.stock.actions.locking import lock_stock, lock_stock_at
from prilavok.domains.stock.actions.losing import goods_lost, lose_hold, missing_on_shelf, share_loss, write_off_lost
from prilavok.domains.stock.actions.lots import (
    bring_lots,
    check_fit,
    check_said,
    hand_back_lots,
    overrule_lots,
    put_lots,
    take_lots,
)
from prilavok.domains.stock.actions.moving import open_stock, take_sold
from prilavok.domains.stock.actions.paper_lots import enter_lot, presume_called_back, set_lot
from prilavok.domains.stock.actions.papers import (
    change_paper,
    draft_paper,
    enter_goods,
    set_paper_line,
    take_up_paper,
    throw_away_paper,
    undo_entry,
)
from prilavok.domains.stock.actions.passing_on import pass_on, pass_on_freed
from prilavok.domains.stock.actions.returning import hand_back, put_back_sold
from prilavok.domains.stock.actions.supplying import (
    bring_supply,
    change_supply,
    close_supply,
    expect_supply,
    lock_supply,
)
from prilavok.domains.stock.actions.telling_apart import end_tracking, keep_tracking

__all__ = [
    "bring_lots",
    "end_tracking",
    "enter_lot",
    "keep_tracking",
    "lock_lot",
    "mark_blocked",
    "mark_unblocked",
    "overrule_lots",
    "put_lots",
    "set_lot",
    "take_lots",
    "give_up",
    "tell_awaited",
    "settle_supply",
    "allow_pre_orders",
    "all_arrived",
    "book_paper",
    "bring_supply",
    "change_paper",
    "change_supply",
    "check_fit",
    "check_said",
    "close_supply",
    "draft_paper",
    "end_safety",
    "enter_goods",
    "expect_supply",
    "give_back",
    "goods_lost",
    "hand_back",
    "hand_back_lots",
    "hand_out",
    "hold_or_await",
    "hold_stock",
    "keep_awaited",
    "keep_longer",
    "lessen_holds",
    "lock_paper",
    "lock_stock",
    "lock_stock_at",
    "lock_supply",
    "lose_hold",
    "missing_on_shelf",
    "open_stock",
    "receive_paper",
    "pass_on",
    "pass_on_freed",
    "presume_called_back",
    "put_back_sold",
    "release_holds",
    "set_paper_line",
    "set_safety",
    "settle_holds_of",
    "share_loss",
    "take_back_paper",
    "take_sold",
    "take_up_paper",
    "throw_away_paper",
    "undo_entry",
    "units_only_held",
    "write_off_lost",
]
