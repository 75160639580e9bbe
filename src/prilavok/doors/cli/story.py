"""`prilavok story`: one day at the counter, told step by step and done through the real doors of the running server."""

import argparse
import contextlib
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

import django
import httpx
from django.db import OperationalError

from prilavok.doors.cli.story_parts.stopped import StoryStopped
from prilavok.doors.cli.story_parts.telling import SCRIPTS, Teller
from prilavok.kit.db.errors import LaunchRefused
from prilavok.kit.settings import where

if TYPE_CHECKING:
    from prilavok.doors.cli.story_parts.chosen import Chosen
    from prilavok.doors.cli.story_parts.staff import Played
    from prilavok.doors.cli.story_parts.stage import Stage

_PATIENCE = 5.0  # seconds for a first answer
_EVERYWHERE = {"0.0.0.0", "::", ""}


def arguments(parser: argparse.ArgumentParser) -> None:
    """In which language, and how fast."""
    parser.add_argument("--language", choices=sorted(SCRIPTS), default="ru", help="what it is told in (default: ru)")
    parser.add_argument("--pause", type=float, default=4.0, help="seconds between a sentence and its act (default: 4)")
    parser.add_argument("--patience", type=float, default=20.0, help="seconds till a step counts as not seen (20)")
    parser.add_argument("--wait", action="store_true", help="wait for Enter instead")


def run(options: argparse.Namespace) -> int:
    """Tell and do it. 0: the story came to its end and all adds up; 1: a step did not happen, which is said."""
    teller = Teller(options.language, pause=max(options.pause, 0.0), wait=options.wait)
    address = _address(teller)
    django.setup()
    try:
        return _tell(teller, address, options.patience)
    except StoryStopped as stopped:
        teller.line()
        teller.say("stopped", why=teller.words(stopped.key, **stopped.told))
        return 1
    except OperationalError as trouble:
        raise LaunchRefused(teller.words("no_server", address=address)) from trouble


def _address(teller: Teller) -> str:
    """Where the running server answers. Raises LaunchRefused where none does, or where the outside is the real one."""
    here = where()
    if here.outside != "sandbox":
        raise LaunchRefused(teller.words("not_sandbox"))
    if here.secure:
        raise LaunchRefused(teller.words("behind_tls"))
    host = "127.0.0.1" if here.host in _EVERYWHERE else here.host
    address = f"http://[{host}]:{here.port}" if ":" in host else f"http://{host}:{here.port}"
    for asked in (f"{address}/healthz", f"{here.sandbox_url('telegram')}/"):
        well = False
        with contextlib.suppress(httpx.HTTPError):
            well = httpx.get(asked, timeout=_PATIENCE, trust_env=False).status_code == 200
        if not well:
            raise LaunchRefused(teller.words("no_server", address=asked))
    return address


def _tell(teller: Teller, address: str, patience: float) -> int:
    from prilavok.doors.cli.story_parts import after_order, before_order, staff
    from prilavok.doors.cli.story_parts.chosen import choose
    from prilavok.kit import clock

    teller.say("title")
    operator, cashier = (staff.take_on(login, teller.language) for login in (staff.OPERATOR, staff.CASHIER))
    chosen = choose(operator.actor, clock.now())
    if chosen is None:
        raise StoryStopped("nobody")
    staff.work_at(cashier, chosen.place.id)
    _tell_windows(teller, address, chosen)
    stage = _stage(teller, address, chosen, operator, cashier, patience)
    began = clock.now()
    try:
        for step in (*before_order.STEPS, *after_order.STEPS):
            step(stage)
    finally:
        stage.close()
    return _end(stage, began, operator)


def _tell_windows(teller: Teller, address: str, chosen: "Chosen") -> None:
    """Which windows to open, signed in as whom; the passwords stay in their file."""
    from prilavok.doors.cli.seed import LOGINS, SANDBOX_BOT
    from prilavok.kit.words import say

    here = where()
    telegram = f"{here.sandbox_url('telegram')}/t/{SANDBOX_BOT}"
    place = say(chosen.place.name, teller.language)
    teller.line()
    teller.say("windows", file=here.home / LOGINS)
    windows = (
        ("window_desk", f"{address}/desk/conversations", "operator"),
        ("window_tablet", f"{address}/tablet/picking", "manager"),
        ("window_person", f"{address}/office/customers/{chosen.customer.id}", "manager"),
        ("window_telegram", telegram, ""),
        ("window_shop", f"{address}/shop/sign-in?next=/shop/me", ""),
        ("window_outbox", f"{address}/outbox", "owner"),
    )
    for key, url, login in windows:
        teller.line(f"  {teller.words(key, login=login, place=place, name=chosen.customer.name, phone=chosen.phone)}")
        teller.line(f"    {url}")
    teller.rest(opening=True)


def _stage(
    teller: Teller, address: str, chosen: "Chosen", operator: "Played", cashier: "Played", patience: float
) -> "Stage":
    from prilavok.doors.cli.story_parts.messenger import Messenger
    from prilavok.doors.cli.story_parts.stage import Stage
    from prilavok.doors.cli.story_parts.windows import Window

    first, _, last = chosen.customer.name.partition(" ")
    stage = Stage(
        address=address,
        teller=teller,
        chosen=chosen,
        visitor=Window(address, teller.language),
        operator=Window(address, teller.language),
        cashier=Window(address, teller.language),
        messenger=Messenger(where().sandbox_url("telegram"), first or "?", last, chosen.phone, teller.language),
        patience=patience,
    )
    try:
        for window, played, name in ((stage.operator, operator, "desk"), (stage.cashier, cashier, "tablet")):
            window.sign_in(played.actor.login, played.password)
            stage.heard[name] = window.listen()
    except BaseException:
        stage.close()
        raise
    return stage


def _end(stage: "Stage", began: datetime, operator: "Played") -> int:
    """The timeline and what adds up."""
    from prilavok.doors.cli.story_parts.ended import faults, timeline

    teller, customer = stage.teller, stage.chosen.customer
    teller.line()
    teller.say("timeline", name=customer.name, address=stage.url(f"/office/customers/{customer.id}"))
    zone = ZoneInfo(stage.chosen.place.zone)
    for at, what, channel in timeline(customer.id, began, reader=operator.actor, language=teller.language):
        teller.line(f"  {at.astimezone(zone):%H:%M:%S}  {what}{f'  [{channel}]' if channel else ''}")
    teller.line()
    teller.say("asking")
    order = UUID(stage.order.rpartition("/")[2])
    wrong = list(faults(order, customer.id, teller, points=stage.points, cash=stage.cash))
    teller.line()
    if wrong:
        teller.say("stopped", why="; ".join(wrong))
        return 1
    if teller.slow:
        teller.say("slow", which="; ".join(teller.slow))
    teller.say("end", seconds=f"{teller.slowest:.2f}")
    return 0
