"""A member of staff brings a list: it is read through once, and its rows are kept until they are taken in."""

import hashlib
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from prilavok.domains.imports.actions import open_list
from prilavok.domains.places.queries import name_places
from prilavok.flows.moving_in.portion import write_rows
from prilavok.flows.moving_in.readers import find_reader
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.files import keep_file
from prilavok.kit.ids import new_id
from prilavok.kit.sheets import MOST_BYTES, open_sheet

needs = "imports.load"
#: how long the rows of a list are kept, to go on with it and to fetch its refused rows
KEPT = timedelta(days=30)
_MOST_KEPT = 8 * MOST_BYTES


def bring_list(path: Path, *, name: str, source: str, subject: str, actor: Actor, at: datetime) -> UUID:
    """Keep a file's rows and begin its run. Raises SheetRefused where it is no whole table; then nothing was kept.

    name: what the file is called. source: the system it comes from; keys of its rows are known under this name.
    """
    sheet = open_sheet(path, name)
    reader = find_reader(sheet.columns)
    digest = hashlib.sha256(new_id().bytes)
    rows = 0
    with tempfile.TemporaryFile() as kept:
        for line in write_rows(sheet.rows()):
            rows += 1
            digest.update(line)
            kept.write(line)
        kept.seek(0)
        currencies = {place.currency for place in name_places().values()}
        with story():
            stored = keep_file(
                kept,
                name=name,
                owner_kind="import",
                owner=None,
                at=at,
                most_bytes=_MOST_KEPT,
                expires_at=at + KEPT,
            )
            return open_list(
                source,
                subject,
                file=stored.id,
                fingerprint=digest.hexdigest(),
                columns=sheet.columns,
                rows=rows,
                reader=reader.name if reader else "",
                currency=min(currencies, default="KZT"),
                at=at,
            )
