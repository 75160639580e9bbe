"""Rows of kept lists that tell of somebody erased are blanked; the lists go on for everybody else."""

import shutil
import tempfile
from dataclasses import replace
from datetime import datetime

from prilavok.domains.imports.queries import guess_list, hold_list, lists_brought, read_list
from prilavok.domains.imports.types import ListView
from prilavok.flows.moving_in.naming import Sought, blanked
from prilavok.insights.person_mentions import Named
from prilavok.kit.errors import NotFound
from prilavok.kit.events.actor import Actor
from prilavok.kit.files import change_file, open_file

needs = None  # what an erasure that was decided finds in lists, the house takes by itself


def blank_rows(named: Named, *, before: datetime, actor: Actor, at: datetime) -> int:
    """Within the caller's story: blank their rows in every kept list, taken in or not; how many rows.

    A row is theirs by a contact or a long number in any of its cells, by the code where the list is of the code's
    source, by a card where the list says that it is one. before: of lists brought until then; who is named again later
    is refused row by row.
    """
    sought, rows = Sought.of(named), 0
    for run in lists_brought(before):
        try:
            if next(blanked(_read(read_list(run)), sought, at), None) is None:
                continue
            told = _read(hold_list(run))  # nobody takes a slice of it, or blanks another's rows, meanwhile
            lines = list(blanked(told, sought, at))
            with open_file(told.file, at) as kept, tempfile.TemporaryFile() as anew:
                shutil.copyfileobj(kept, anew)
                for begins, line in lines:
                    anew.seek(begins)
                    anew.write(line)
                anew.seek(0)
                change_file(told.file, anew)
        except (NotFound, FileNotFoundError):  # its time is over
            continue
        rows += len(lines)
    return rows


def _read(told: ListView) -> ListView:
    """The list by what its columns hold, or seem to where nobody has said it yet."""
    return told if told.mapping else replace(told, mapping=guess_list(told.source, told.subject, told.columns).columns)
