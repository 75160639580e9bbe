"""What crosses the edge of orders about ending one before it is handed over."""

from typing import Literal, get_args

#: what staff say an order is cancelled for
CancelGround = Literal["asked", "twice", "not_there", "wrong_price", "unreachable", "suspect"]
CANCEL_GROUNDS: tuple[CancelGround, ...] = get_args(CancelGround)
