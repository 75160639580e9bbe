"""The command line: one file per command, each with `HELP`, `arguments(parser)` and `run(options) -> int`."""

import argparse
import gc
import importlib
import os
import sys
from typing import Protocol, cast

from prilavok.kit.db.errors import LaunchRefused, SqlBroken, SqlDiffers
from prilavok.kit.errors import Said
from prilavok.kit.settings import where

COMMANDS = {
    "up": "everything on this machine: database, web, worker, relay, schedule",
    "migrate": "bring tables, functions and views of the database up to this version",
    "web": "the web process alone",
    "worker": "the process of jobs and timers alone",
    "relay": "the process that hands events on alone",
    "schedule": "the process of what recurs alone",
    "sandbox": "a provider as it behaves, on this machine: telegram or card",
    "token": "a token for a program that asks at the REST door",
    "hooks": "which addresses outside are told of what happens here: add, list, off, again",
    "load": "take data in: demo, journey, or files of your own",
    "match": "who of a list is one person: clusters with confidence and evidence, nothing joined",
    "made-up": "switch the made-up names and phones of loaded customers on or off",
    "check": "prove that settings, tables, ledgers and invariants are as they must be",
    "staff": "who may sign in: add a person, say where they work, set a password, list",
    "story": "one day at the counter, told and done on the live screens of what runs here",
    "promises": "the table of promises, computed from the last run of their stories",
    "backup": "a full or incremental copy of database and files, verified",
    "restore": "put a backup in the place of the database, verified first",
    "person": "export all that is kept of a person, or erase them",
    "keys": "rotate the key ring that seals secrets",
    "messages": "compile the catalogues of messages",
}


_SELDOM = 50_000  # objects more than were let go of


class Command(Protocol):
    """What the module of a command offers."""

    def arguments(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, options: argparse.Namespace) -> int: ...


def main(words: list[str] | None = None) -> int:
    """Run one command; only its own module is imported. Returns the exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prilavok.settings")
    # What is imported stays: looking through it for circles again and again is a sixth of the start.
    gc.set_threshold(_SELDOM, 20, 20)
    given = sys.argv[1:] if words is None else words
    if not given or given[0] not in COMMANDS:
        return _overview(given)
    command = cast(Command, importlib.import_module(f"prilavok.doors.cli.{given[0].replace('-', '_')}"))
    parser = argparse.ArgumentParser(prog=f"prilavok {given[0]}", description=COMMANDS[given[0]])
    command.arguments(parser)
    try:
        where()
    except ValueError as trouble:
        print(f"prilavok: {trouble}", file=sys.stderr)
        return 2
    try:
        return command.run(parser.parse_args(given[1:]))
    except (LaunchRefused, SqlBroken, SqlDiffers, Said) as trouble:
        print(f"prilavok {given[0]}: {trouble}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _overview(given: list[str]) -> int:
    wanted = not given or given[0] in {"-h", "--help", "help"}
    stream = sys.stdout if wanted else sys.stderr
    if not wanted:
        print(f"prilavok: there is no command {given[0]!r}", file=stream)
    print("usage: prilavok COMMAND [--help]\n", file=stream)
    for name, meaning in COMMANDS.items():
        print(f"  {name:<10} {meaning}", file=stream)
    return 0 if wanted else 2
