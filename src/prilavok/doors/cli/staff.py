"""`prilavok staff`: who may sign in, from the machine itself: add, password, list."""

import argparse
import getpass
import secrets
import sys
from uuid import UUID

import django

HELP = "who may sign in: add a person, say where they work, set a password, list"


def arguments(parser: argparse.ArgumentParser) -> None:
    """add LOGIN --role ROLE, place LOGIN CODE, password LOGIN, list."""
    acts = parser.add_subparsers(dest="act", required=True)
    add = acts.add_parser("add", help="let somebody sign in")
    add.add_argument("login", help="2 to 60 small Latin letters, digits, dots and dashes")
    add.add_argument("--role", required=True, help="owner, manager, marketer, cashier or operator")
    add.add_argument("--place", default="", help="code of the place they work at; a cashier needs one")
    add.add_argument("--name", default="", help="as colleagues call them; the login where left out")
    add.add_argument("--language", default="ru", choices=["ru", "kk", "en"])
    _say_password(add)
    password = acts.add_parser("password", help="set a new password; open sessions end")
    password.add_argument("login")
    _say_password(password)
    place = acts.add_parser("place", help="say where somebody works from now on; tokens of their programs end")
    place.add_argument("login")
    place.add_argument("code", help="code of the place, as `office/places` lists it")
    acts.add_parser("list", help="everybody who may sign in, with their role")


def _say_password(parser: argparse.ArgumentParser) -> None:
    # Never as an argument: the list of processes and the shell's history would keep it.
    parser.add_argument("--generate", action="store_true", help="make a password and print it once")


def run(options: argparse.Namespace) -> int:
    """Do the act. Refusals (login taken, weak password, unknown role) are printed by the command line."""
    django.setup()
    from prilavok.domains.staff.queries import list_staff
    from prilavok.domains.staff.types import NewStaff
    from prilavok.flows.place_staff import place_staff
    from prilavok.flows.renew_password import renew_password
    from prilavok.flows.take_on_staff import take_on_staff
    from prilavok.kit import clock
    from prilavok.kit.events.actor import SYSTEM

    if options.act == "list":
        for person in list_staff():
            print(f"{person.login:<24} {person.role:<10} {person.name}")
        return 0
    if options.act == "place":
        place_staff(options.login, _place(options.code), actor=SYSTEM, at=clock.now())
        print(f"{options.login} works at {options.code}; tokens of their programs have ended")
        return 0
    password = _password(options.generate)
    if options.act == "add":
        hired = NewStaff(
            options.login,
            options.name or options.login,
            options.role,
            password,
            options.language,
            _place(options.place),
        )
        take_on_staff([hired], actor=SYSTEM, at=clock.now())
        print(f"{options.login} may sign in as {options.role}")
    else:
        renew_password(options.login, password, actor=SYSTEM, at=clock.now())
        print(f"{options.login} has a new password; open sessions have ended")
    if options.generate:
        print(f"password: {password}")
    return 0


def _place(code: str) -> UUID | None:
    """The place of a code. Ends the command where there is none such."""
    if not code:
        return None
    from prilavok.domains.places.queries import name_places

    for place in name_places().values():
        if place.code == code:
            return place.id
    raise SystemExit(f"there is no place {code!r}")


def _password(generate: bool) -> str:
    """Made here, asked twice at a terminal, or taken from one line of input."""
    if generate:
        return "-".join(secrets.token_hex(3) for _ in range(3))
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass("Password: ")
    if getpass.getpass("Once more: ") != first:
        raise SystemExit("the two passwords differ")
    return first
