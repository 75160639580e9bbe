"""`/hooks/<connection>`: what providers tell us is verified, kept and only then acknowledged; read by jobs later."""

from prilavok.doors.hooks.door import LARGEST_BODY, PREFIX, Hooks
from prilavok.doors.hooks.writer import Writer

__all__ = ["LARGEST_BODY", "PREFIX", "Hooks", "Writer"]
