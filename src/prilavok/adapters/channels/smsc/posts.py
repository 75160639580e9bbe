"""What SMSC tells of messages of ours, posted or asked for, and the SMS that came to a number of ours."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from prilavok.adapters.channels.port import Incoming, Standing, State, Unreadable
from prilavok.adapters.channels.port.sms import heard_phone, sms_failed
from prilavok.adapters.channels.port.taking import Told, instant_of, name_in, number_of, words_of

#: the numbers of states; one that is not here says nothing that is awaited: -1 waits, 5 and on are not told of
_STATES: Mapping[int, tuple[State | Literal[""], str]] = {
    -2: ("failed", "sms.stopped"),
    0: ("sent", ""),
    1: ("delivered", ""),
    2: ("read", ""),
    3: ("failed", "sms.expired"),
    # Its link was opened, so it was read.
    4: ("read", ""),
    20: ("failed", "sms.undeliverable"),
    22: ("failed", "sms.phone"),
    23: ("failed", "sms.forbidden"),
    24: ("failed", "sms.no_money"),
    25: ("failed", "sms.unreachable"),
}
_WAITS: tuple[State | Literal[""], str] = ("", "")
_UNKNOWN = -3
#: the error of status.php for one message that SMSC does not have; of send.php the same number means no money
NOT_FOUND = 3
#: `err` of a message that failed, where it says more than the state
_WHY = {1: "sms.no_such_phone", 6: "sms.switched_off", 11: "sms.no_service", 13: "sms.blocked", 219: "sms.new_card"}


def read_post(told: Told, key: str) -> Incoming:
    """What a post says. key: of the post. Raises Unreadable."""
    phone, at = heard_phone(words_of(told, "phone")), _instant(told)
    order = int(at.timestamp()) if at else 0
    if "mes" in told:
        # A sender without a phone, as a bank or an operator, cannot be answered.
        text = words_of(told, "mes")
        kind: Literal["text", "other"] = "text" if phone and text.strip() else "other"
        return Incoming(key, order, kind, phone, phone, at, text=text)
    if "status" not in told or not phone:
        if not {"phone", "waitcall"} & told.keys():
            raise Unreadable("no_phone")
        return Incoming(key, order, "other", phone, phone, at)
    number, about = number_of(told, "status"), name_in(told, "id")
    state, trouble = _state(number, told)
    if not state:
        return Incoming(key, order, "other", phone, phone, at)
    name = f"state:{phone}:{about}:{number}"
    return Incoming(name, order, "state", phone, phone, at, about=about, state=state, trouble=trouble)


def standing_of(told: Told, outside_id: str) -> Standing:
    """What status.php says of the message of this id. Raises OutsideFailed."""
    if told.get("error_code") == NOT_FOUND:
        return Standing(False)
    try:
        number = number_of(told, "status")
    except Unreadable:
        raise sms_failed("temporary", "sms.unreadable", "SMSC") from None
    state, trouble = _state(number, told)
    return Standing(False) if number == _UNKNOWN else Standing(True, state, trouble, outside_id)


def _state(number: int, told: Told) -> tuple[State | Literal[""], str]:
    state, trouble = _STATES.get(number, _WAITS)
    why = words_of(told, "err") or str(told.get("err", ""))
    if state == "failed" and why.isascii() and why.isdigit():
        trouble = _WHY.get(int(why[:9]), trouble)
    return state, trouble


def _instant(told: Told) -> datetime | None:
    """`ts`, in seconds since 1970; the same as `time` has no zone."""
    try:
        return instant_of(number_of(told, "ts"))
    except Unreadable:
        return None
