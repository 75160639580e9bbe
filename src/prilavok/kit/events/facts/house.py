"""What is told of the house itself: tasks, imports, jobs, watches."""

from uuid import UUID

from prilavok.kit.events.facts.kinds import Code, Count, Facts, Whole


class TaskMade(Facts, frozen=True):
    task: UUID
    kind: Code


class HookFailed(Facts, frozen=True):
    """An address outside was not reached for so long that it is not told any more."""

    subscription: UUID


class ImportFinished(Facts, frozen=True):
    """lines: rows taken; refused: rows no rule could place."""

    run: UUID
    lines: Count
    refused: Count


class ImportRefused(Facts, frozen=True):
    """The whole file was refused and nothing changed."""

    run: UUID | None = None
    reason: Code | None = None


class JobBuried(Facts, frozen=True):
    """A piece of work that failed at every try and waits for a person."""

    job: UUID
    verb: Code
    attempts: Count


class JobRequeued(Facts, frozen=True):
    job: UUID
    verb: Code


class OfConnection(Facts, frozen=True):
    """One login of ours with a provider. kind: its channel, or payments."""

    of: UUID
    kind: Code


class OfChannel(Facts, frozen=True):
    """How one login of ours goes. kind: its channel."""

    of: UUID
    kind: Code


class DriftFound(Facts, frozen=True):
    """What should be equal and was not. check: the watch that saw it; difference: signed, in its own unit."""

    check: Code
    difference: Whole


class SafetySet(Facts, frozen=True):
    """Goods are kept back, or (safety.ended) not any more: of a variant or of several, units or a share (basis points).

    The event's place is where, none: at several.
    """

    variant: UUID | None = None
    units: Count | None = None
    share: Count | None = None


class OfAttribute(Facts, frozen=True):
    """Something that can be said of goods. kind: choice, number or yes_no."""

    kind: Code


class ProductChanged(Facts, frozen=True):
    """A card says something else of so many attributes."""

    attributes: Count
