"""`prilavok made-up on|off`: the made-up names and phones of loaded customers."""

import argparse

import django


def arguments(parser: argparse.ArgumentParser) -> None:
    """On or off."""
    parser.add_argument("state", choices=("on", "off"), help="off: take them away; on: give them back")


def run(options: argparse.Namespace) -> int:
    """Switch, and say for how many customers."""
    django.setup()
    from prilavok.adapters.feeds.complete_journey.adapter import CompleteJourney
    from prilavok.adapters.feeds.demo_shop.adapter import DemoShop
    from prilavok.domains.customers.types import MadeUp
    from prilavok.flows.switch_made_up import switch_made_up_off, switch_made_up_on
    from prilavok.kit.events.actor import SYSTEM

    if options.state == "off":
        print(f"{switch_made_up_off(actor=SYSTEM)} customers lost their made-up name and contacts")
        return 0
    people = [
        MadeUp(
            one.code,
            one.name,
            one.language,
            tuple((kind, value) for kind, value in one.identifiers if kind in {"phone", "email"}),
        )
        for feed in (DemoShop(), CompleteJourney())
        for one in feed.customers()
        if one.made_up
    ]
    print(f"{switch_made_up_on(people, actor=SYSTEM)} customers have a made-up name and phone again")
    return 0
