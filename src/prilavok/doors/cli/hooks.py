"""`prilavok hooks`: which addresses outside are told of what happens here: add, list, off, again."""

import argparse
from datetime import datetime
from uuid import UUID

import django


def arguments(parser: argparse.ArgumentParser) -> None:
    """add URL --verbs …, list, off ID, again ID [--since INSTANT]."""
    acts = parser.add_subparsers(dest="act", required=True)
    add = acts.add_parser("add", help="tell an address from now on; prints the secret it verifies us by, once")
    add.add_argument("url", help="https://…; in sandbox mode an address of this machine")
    add.add_argument("--verbs", nargs="+", required=True, help="order.placed, order.*, or * for all")
    acts.add_parser("list", help="every address, what it hears and how it fares")
    off = acts.add_parser("off", help="tell it nothing any more")
    off.add_argument("id", type=UUID)
    again = acts.add_parser("again", help="switch it on: what waits is told now")
    again.add_argument("id", type=UUID)
    again.add_argument("--since", type=_instant, help="tell everything since then once more: 2026-03-02T09:00+05:00")


def _instant(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise argparse.ArgumentTypeError("an instant needs its zone: 2026-03-02T09:00+05:00")
    return at


def run(options: argparse.Namespace) -> int:
    """Do the act. Refusals are printed by the command line."""
    django.setup()
    from prilavok.domains.hooks_out.queries import list_subscriptions
    from prilavok.flows.keep_hooks import add_hook, drop_hook, tell_hook_again
    from prilavok.kit import clock
    from prilavok.kit.events.actor import SYSTEM

    if options.act == "add":
        made = add_hook(options.url, options.verbs, actor=SYSTEM, at=clock.now())
        print(f"id: {made.id}\nsecret: {made.secret.reveal()}")
    elif options.act == "off":
        print(f"off; {drop_hook(options.id, actor=SYSTEM, at=clock.now())} waiting tellings are given up")
    elif options.act == "again":
        count = tell_hook_again(options.id, options.since, actor=SYSTEM, at=clock.now())
        print(f"on; {count} things begin to be told")
    else:
        for one in list_subscriptions():
            state = "off" if not one.on else f"failing since {one.failing_since:%F %R}" if one.failing_since else "on"
            counts = f"{one.told} told, {one.waiting} waiting, {one.given_up} given up"
            print(f"{one.id}  {one.url}  {' '.join(one.verbs)}  {state}; {counts}")
    return 0
