"""What guests do beside buying: they book the few times there are, and pay with gift cards that several of them hold."""

from dataclasses import dataclass, field

from tests.days.bad_line import OK, Client, Weather
from tests.days.history import Call


@dataclass
class Times:
    """What can be booked. day: of its times."""

    place: str
    service: str
    day: str


@dataclass
class Gifts:
    """Codes of cards; every one is in many hands."""

    codes: list[str] = field(default_factory=list)


async def book(client: Client, times: Times, weather: Weather) -> None:
    """One of the first free times, which others want as well; then some move it, and some give it back."""
    dice = weather.dice
    asked = f"/shop/services/{times.service}/slots?place={times.place}&day={times.day}&days=1"
    free = (await client.call("booking.look", "GET", asked)).told.get("items", [])
    if not free:
        return
    wanted = dice.choice(free[:2])
    body = {"service": times.service, "place": times.place, **_time(wanted)}
    made = await client.call("booking.make", "POST", "/shop/bookings", body)
    if made.outcome != OK:
        return
    path = f"/shop/bookings/{made.told['id']}"
    then = dice.choices(["keep", "move", "give back"], [5, 3, 2])[0]
    if then == "move":
        to = {**_time(dice.choice(free)), "version": made.told["version"]}
        await client.call("booking.move", "POST", f"{path}/move", to)
    if then == "give back":
        await client.call("booking.cancel", "POST", f"{path}/cancel", {}, about={"booking": made.told["id"]})


def _time(slot: dict[str, str]) -> dict[str, str]:
    return {"starts_at": slot["starts_at"], "resource": slot["resource"]}


async def pay_by_gift(client: Client, gifts: Gifts, weather: Weather, order: str) -> Call | None:
    """Keep on a card what it can pay of the order; somebody else may have been quicker."""
    if not gifts.codes:
        return None
    code = weather.dice.choice(gifts.codes)
    return await client.call("order.gift", "POST", f"/shop/orders/{order}/gift-cards", {"code": code})
