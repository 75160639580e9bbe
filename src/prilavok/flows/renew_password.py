"""Somebody's password is replaced: every session opened with the old one ends."""

from datetime import datetime

from prilavok.domains.staff import actions
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "staff.manage"


def renew_password(login: str, password: str, *, actor: Actor, at: datetime) -> None:
    """Set the new password. Raises StaffUnknown, PasswordWeak."""
    with story():
        actions.change_password(login, password, actor=actor, at=at)
