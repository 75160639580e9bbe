"""`prilavok person`: all that is kept of a customer into a file, or the customer erased, from the machine itself."""

import argparse
from pathlib import Path
from uuid import UUID

import django


def arguments(parser: argparse.ArgumentParser) -> None:
    """export WHO FILE, erase WHO [--yes]; WHO is an id, a code of the source, or a phone."""
    acts = parser.add_subparsers(dest="act", required=True)
    export = acts.add_parser("export", help="write one archive: a page to read, JSON for machines, their files")
    export.add_argument("who", help="id of the customer, the code of their source, or a phone")
    export.add_argument("file", type=Path, help="the zip to write; it must not be there yet")
    export.add_argument("--language", default="", choices=["", "ru", "kk", "en"], help="of the page in it")
    erase = acts.add_parser("erase", help="say what would go and what stays; with --yes, erase")
    erase.add_argument("who", help="id of the customer, the code of their source, or a phone")
    erase.add_argument("--yes", action="store_true", help="erase: it cannot be undone")
    erase.add_argument("--along", action="append", type=UUID, default=[], metavar="ID",
                       help="erase this one too, who is told to be the same person (once for each)")  # fmt: skip


def run(options: argparse.Namespace) -> int:
    """Do the act. Refusals (an open order, nobody of that name) are printed by the command line."""
    django.setup()
    from prilavok.flows.erase_person import erase_person
    from prilavok.insights.person_archive import read_archive
    from prilavok.kit import clock
    from prilavok.kit.events.actor import SYSTEM

    customer = _customer(options.who)
    if options.act == "export":
        archive = read_archive(customer, language=options.language, at=clock.now())
        with options.file.open("xb") as file:
            options.file.chmod(0o600)
            file.write(archive.body)
        print(f"{options.file}: {len(archive.body)} bytes")
        return 0
    _tell(customer)
    if not options.yes:
        print("Nothing was erased. Say --yes to erase.")
        return 0
    print(f"Erased; the proof is {erase_person(customer, along=options.along, actor=SYSTEM, at=clock.now())}")
    return 0


def _tell(customer: UUID) -> None:
    """What an erasure would take, and what stays."""
    from prilavok.insights.erasure_preview import preview_erasure

    found = preview_erasure(customer)
    for table, rows in sorted(found.words.items()):
        print(f"  goes:  {table:<28} {len(rows)}")
    for points in found.points:
        print(f"  lost:  points {points.code:<21} {points.points}")
    for kept in found.kept:
        print(f"  stays: {kept.store:<28} {kept.rows}  {kept.reason} {kept.until}".rstrip())
    for order in found.open_orders:
        print(f"  open:  order {order.number}")
    for one in found.others:
        stays = "has proven to be somebody" if one.proven else f"stays, unless --along {one.customer}"
        print(f"  alike: {one.called} ({one.source}): {stays}")


def _customer(who: str) -> UUID:
    """The customer meant. Raises NotFound."""
    from prilavok.domains.customers.queries import find_by_phone, list_customer_ids, read_customer

    try:
        return read_customer(UUID(who)).id
    except ValueError:
        pass
    if known := list_customer_ids([who]).get(who):
        return known
    found = find_by_phone(who)
    if found is None or found.customer is None:
        raise SystemExit(f"nobody is known as {who!r}")
    return found.customer
