"""A list is brought by a command and read as the lists of its source were before."""

from datetime import datetime
from pathlib import Path
from uuid import UUID

from prilavok.domains.imports import actions
from prilavok.domains.imports.queries import read_list, read_mapping
from prilavok.flows.moving_in.bring import bring_list
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "imports.load"


def bring_by_mapping(path: Path, *, source: str, subject: str, actor: Actor, at: datetime) -> UUID:
    """Bring a list and begin to check it by the mapping saved for such lists of the source.

    Raises MappingUnknown before anything is kept, SheetRefused, MappingLacks where its columns are others.
    """
    mapping = read_mapping(source, subject)
    run = bring_list(path, name=path.name, source=source, subject=subject, actor=actor, at=at)
    told = read_list(run)
    with story():
        columns = {column: field for column, field in mapping.columns.items() if column in told.columns}
        actions.map_list(run, columns, mapping.settings, at=at)
        actions.check_list(run, at=at)
    return run


def begin_checked(run: UUID, *, actor: Actor, at: datetime) -> None:
    """Begin to take a checked list in. Raises ListMoved."""
    with story():
        actions.begin_list(run, at=at)
