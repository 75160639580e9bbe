"""Refusals of the Graph API as it words them; codes are promised by its documents, sentences and statuses are not."""

import secrets

from prilavok.sandboxes.messenger.memory import Json
from prilavok.sandboxes.web import Answer, json_answer


class Refusal(Exception):
    """An `error`. subcode: nought for none. transient: it may go better later."""

    def __init__(
        self,
        code: int,
        message: str,
        *,
        subcode: int = 0,
        status: int = 400,
        kind: str = "OAuthException",
        transient: bool = False,
    ) -> None:
        super().__init__(message)
        self.code, self.message, self.subcode = code, message, subcode
        self.status, self.kind, self.transient = status, kind, transient

    def answer(self) -> Answer:
        """The body, with a trace of its own."""
        told: Json = {"message": self.message, "type": self.kind}
        if self.transient:
            told["is_transient"] = True
        told["code"] = self.code
        if self.subcode:
            told["error_subcode"] = self.subcode
        told["fbtrace_id"] = secrets.token_urlsafe(16)
        return json_answer({"error": told}, self.status)


def unfit(words: str, subcode: int = 0) -> Refusal:
    """100: a parameter is missing or wrong."""
    return Refusal(100, f"(#100) {words}", subcode=subcode)


def bad_token(words: str = "Invalid OAuth access token - Cannot parse access token") -> Refusal:
    return Refusal(190, words)


def unsupported(method: str, wanted: str) -> Refusal:
    """What does not exist and what may not be seen are told the same."""
    words = (
        f"Unsupported {method.lower()} request. Object with ID '{wanted[:100]}' does not exist, cannot be loaded due to"
        " missing permissions, or does not support this operation. Please read the Graph API documentation at"
        " https://developers.facebook.com/docs/graph-api"
    )
    return Refusal(100, words, subcode=33, kind="GraphMethodException")


def down() -> Refusal:
    """2: try again later."""
    words = "An unexpected error has occurred. Please retry your request later."
    return Refusal(2, words, status=500, transient=True)


def too_fast() -> Refusal:
    return Refusal(613, "(#613) Calls to this api have exceeded the rate limit.")
