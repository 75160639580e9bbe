"""What the room of conversations refuses."""

from django.utils.translation import gettext_lazy as _

from prilavok.kit.errors import NotFound, Refused


class ConversationUnknown(NotFound):
    """There is none, or not for the one who asks."""

    def __init__(self) -> None:
        super().__init__("conversation.unknown", _("There is no such conversation."))


class NothingSaid(Refused):
    """A message of no words."""

    def __init__(self) -> None:
        super().__init__("message.empty", _("Write something first: an empty message is not sent."))


class SaidTooMuch(Refused):
    """A message longer than channels carry."""

    def __init__(self, most: int) -> None:
        super().__init__(
            "message.too_long", _("This is longer than %(most)s characters: send it in several messages."), most=most
        )


class NobodyToAnswer(Refused):
    """The customer has not written yet, so there is no address to answer to."""

    def __init__(self) -> None:
        super().__init__("message.nobody", _("The customer has not written here yet: there is no address to answer."))


class NoWayToWrite(Refused):
    """No connection can carry this message."""

    def __init__(self, channel: str) -> None:
        super().__init__(
            "message.no_way", _("We cannot write by %(channel)s now: no connection is switched on."), channel=channel
        )


class PassportEnded(Refused):
    """Used by somebody, too old, or never ours: the three are not told apart."""

    def __init__(self) -> None:
        super().__init__("passport.ended", _("This link has been used or is too old. Take a fresh one on our site."))
