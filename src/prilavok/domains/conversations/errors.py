"""What the room of conversations refuses."""

from typing import Literal

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


class WayClosed(Refused):
    """The channel does not let us write to this customer now. why: window, stopped, blocked, off."""

    def __init__(self, channel: str, why: str) -> None:
        sentence = _("They cannot be written to there now. Answer another way.")
        super().__init__("message.way_closed", sentence, channel=channel, why=why)


class NotAgain(Refused):
    """It is no message that is said once more, or may have arrived and nobody took that upon themselves."""

    def __init__(self) -> None:
        super().__init__("message.not_again", _("This cannot be sent again: write it anew."))


class TooManyBytes(Refused):
    """Words that take more room than the channel carries: letters other than Latin take two bytes and more."""

    def __init__(self, most: int) -> None:
        sentence = _("This takes more than the %(most)s bytes that go there at once: send it in several messages.")
        super().__init__("message.too_many_bytes", sentence, most=most)


class TooManyParts(Refused):
    """It would fall into more SMS than the provider takes of one message."""

    status = 422

    def __init__(self, most: int) -> None:
        super().__init__("message.too_many_parts", _("That is more than %(most)s SMS. Shorten it."), most=most)


class FilesUnfit(Refused):
    """Files that do not go along there. why: none do, too many, too large, or nobody can tell what one is."""

    status = 422

    def __init__(self, why: Literal["none", "many", "large", "kind"], most: int = 0) -> None:
        sentences = {
            "none": _("No files go there. Choose another way, or send the words alone."),
            "many": _("At most %(most)s files go with one answer."),
            "large": _("The files are larger than the %(most)s MB that go there. Send smaller ones."),
            "kind": _("Nobody can tell what this file is: send a picture, a PDF, a document, a sound or a film."),
        }
        super().__init__("message.files_unfit", sentences[why], most=most)


class PassportEnded(Refused):
    """Used by somebody, too old, or never ours: the three are not told apart."""

    def __init__(self) -> None:
        super().__init__("passport.ended", _("This link has been used or is too old. Take a fresh one on our site."))
