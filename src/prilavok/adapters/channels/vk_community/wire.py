"""One call of VK's API and what its refusals mean. The token stands in the form, never in an address."""

from collections.abc import Mapping

from prilavok.adapters.channels.port import Line
from prilavok.adapters.channels.port.taking import Told, ask, wait_of
from prilavok.kit.errors import Outcome, OutsideFailed
from prilavok.kit.errors import noted as _
from prilavok.kit.http import Answer

#: the version that the shapes of events and answers are read by
VERSION = "5.199"
FETCH_WITHIN_MS = 30_000
ANY_FAILURE = frozenset(range(300, 600)) - {304}


def call(method: str, asked: Mapping[str, str], line: Line, *, repeatable: bool | None = None) -> object:
    """The `response` of a method. Raises OutsideFailed."""
    form = {**asked, "access_token": line.secrets["token"].reveal(), "v": VERSION}
    url = f"{line.base_url}/method/{method}"
    told = ask(line, "POST", url, failed, form=form, repeatable=repeatable)
    return told.get("response")


def failed(answer: Answer, told: Told) -> OutsideFailed | None:
    """VK refuses with status 200 and `error`; what is neither that nor `response` says nothing."""
    error = told.get("error")
    if isinstance(error, dict):
        return refused(error.get("error_code"), answer)
    if answer.status >= 300:
        return by_status(answer)
    return None if "response" in told else unreadable(answer.status)


def refused(number: object, answer: Answer | None = None) -> OutsideFailed:
    """By VK's own number of the error (errors.json of its schema)."""
    outcome, code = _BY_NUMBER.get(number if isinstance(number, int) else 0, ("final", "vk.refused"))
    status, wait = (answer.status, wait_of(answer)) if answer else (200, None)
    return _made(outcome, code, status, wait if outcome == "temporary" else None)


def by_status(answer: Answer, otherwise: str = "vk.refused") -> OutsideFailed:
    """By the status alone: what stands before VK's API, or a server of files, said no. otherwise: what 4xx means."""
    if answer.status == 429:
        return _made("temporary", "vk.too_fast", answer.status, wait_of(answer))
    if answer.status >= 500:
        return _made("temporary", "vk.down", answer.status, wait_of(answer))
    return _made("final", otherwise, answer.status)


def unreadable(status: int = 200) -> OutsideFailed:
    """It answered, so it may have acted, and what it said cannot be read."""
    return _made("unknown", "vk.unreadable", status)


def not_prepared() -> OutsideFailed:
    """What must stand before anything is said did not come about: nothing was said."""
    return _made("temporary", "vk.unreadable", None)


def file_refused() -> OutsideFailed:
    """The server of files does not take this one."""
    return _made("final", "vk.file_refused", None)


def no_file() -> OutsideFailed:
    """What came cannot be had as a file."""
    return _made("final", "vk.no_file", None)


def another_confirmation() -> OutsideFailed:
    """VK would not believe that our address is ours."""
    return _made("final", "vk.confirmation", None)


def _made(outcome: Outcome, code: str, status: int | None, retry_after: int | None = None) -> OutsideFailed:
    return OutsideFailed(outcome, code, _SENTENCES[code], status=status, retry_after=retry_after)


_BY_NUMBER: Mapping[int, tuple[Outcome, str]] = {
    1: ("temporary", "vk.down"),  # unknown error: "try again later"
    5: ("final", "vk.token"),
    6: ("temporary", "vk.too_fast"),
    7: ("final", "vk.rights"),
    9: ("temporary", "vk.too_fast"),  # flood control: too many alike
    10: ("temporary", "vk.down"),
    14: ("final", "vk.captcha"),
    15: ("final", "vk.rights"),
    18: ("final", "vk.nobody"),
    27: ("final", "vk.token"),
    28: ("final", "vk.token"),
    29: ("temporary", "vk.too_fast"),  # limit of a method
    113: ("final", "vk.nobody"),
    203: ("final", "vk.rights"),
    900: ("final", "vk.on_black_list"),
    901: ("final", "vk.not_allowed"),
    902: ("final", "vk.privacy"),
    910: ("final", "vk.too_long"),
    912: ("final", "vk.bot_features"),
    914: ("final", "vk.too_long"),
    917: ("final", "vk.no_chat"),
    922: ("final", "vk.no_chat"),
    927: ("final", "vk.no_chat"),
    932: ("final", "vk.no_chat"),
    936: ("final", "vk.nobody"),
    945: ("final", "vk.no_chat"),
    946: ("final", "vk.no_chat"),
    950: ("final", "vk.too_late"),
    2000: ("final", "vk.too_many_servers"),
}
_SENTENCES = {
    "vk.token": _("VK does not know our community's access key: it was taken back or is wrong."),
    "vk.rights": _("Our community's access key does not have the right for this in VK."),
    "vk.too_fast": _("VK asks us to write more slowly."),
    "vk.down": _("VK is out of order at the moment."),
    "vk.captcha": _("VK wants a person to prove that they are no robot before it goes on."),
    "vk.nobody": _("There is no such person in VK any more."),
    "vk.on_black_list": _("This person stands on the black list of our community in VK."),
    "vk.not_allowed": _("This person did not allow our community to write to them in VK."),
    "vk.privacy": _("This person's privacy settings in VK do not let our community write to them."),
    "vk.too_long": _("VK finds this message too long."),
    "vk.bot_features": _("Buttons need the features of bots switched on in the community's settings in VK."),
    "vk.no_chat": _("Our community has no access to this chat in VK."),
    "vk.too_late": _("VK no longer lets this be answered: too much time has passed."),
    "vk.too_many_servers": _("The community in VK already posts to as many addresses as it may."),
    "vk.confirmation": _("VK asks for another confirmation string now: take it from the community's settings."),
    "vk.file_refused": _("VK does not take a file of this kind."),
    "vk.no_file": _("VK does not give this out as a file."),
    "vk.refused": _("VK refused this."),
    "vk.unreadable": _("VK answered with something unreadable."),
}
