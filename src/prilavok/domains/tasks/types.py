"""What crosses the edge of tasks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTask:
    """One thing to be done. key: names it for ever; the same key again is the same task.

    kind: a code ("hold.lost"). facts: ids, whole numbers and codes. place: None where it is nobody's in particular.
    """

    kind: str
    key: str
    subject_kind: str
    subject: UUID
    due_at: datetime
    place: UUID | None = None
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TaskView:
    """One thing to be done, or done; see NewTask."""

    id: UUID
    kind: str
    place: UUID | None
    subject_kind: str
    subject: UUID
    facts: Mapping[str, object]
    made_at: datetime
    due_at: datetime
    done_at: datetime | None
    done_by: UUID | None
    version: int
