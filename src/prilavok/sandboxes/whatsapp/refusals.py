"""How Graph refuses: the numbers and statuses of Meta's list of Cloud API error codes, in its envelope."""

import secrets

from prilavok.sandboxes.web import Answer, json_answer
from prilavok.sandboxes.whatsapp.memory import Json

#: developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes: status and title
_CODES = {
    0: (401, "AuthException"),
    4: (400, "API Too Many Calls"),
    100: (400, "Invalid parameter"),
    190: (401, "Access token has expired"),
    2200: (400, "Callback verification failed"),
    130429: (400, "Rate limit hit"),
    131000: (500, "Something went wrong"),
    131008: (400, "Required parameter is missing"),
    131009: (400, "Parameter value is not valid"),
    131021: (400, "Recipient cannot be sender"),
    131026: (400, "Message undeliverable"),
    131047: (400, "Re-engagement message"),
    131049: (400, "This message was not delivered to maintain healthy ecosystem engagement."),
    131050: (400, "User has stopped marketing messages"),
    131051: (400, "Unsupported message type"),
    131052: (400, "Media download error"),
    131053: (400, "Media upload error"),
    131056: (400, "(Business Account, Consumer Account) pair rate limit hit"),
    132000: (400, "Number of parameters does not match the expected number of params"),
    132001: (404, "Template name does not exist in the translation"),
    132005: (400, "Template hydrated text too long"),
    132012: (400, "Parameter format does not match format in the created template"),
    132015: (400, "Template is Paused"),
    132016: (400, "Template is disabled"),
    133005: (400, "Two step verification PIN Mismatch"),
    133010: (400, "Phone number not registered"),
    2388024: (400, "Content in this language already exists"),
}


class Refusal(Exception):
    """A call is refused. subcode: 33 where an object is not there."""

    def __init__(self, code: int, details: str, *, subcode: int | None = None) -> None:
        super().__init__(code, details)
        self.code, self.details, self.subcode = code, details, subcode


def invalid(details: str) -> Refusal:
    """A parameter that is wrong."""
    return Refusal(100, details)


def missing(name: str) -> Refusal:
    """A parameter that is not there."""
    return Refusal(131008, f"The parameter {name} is required.")


def no_object(identity: str, method: str) -> Refusal:
    """What is not there, or not for this token: the two are never told apart."""
    return Refusal(
        100,
        f"Unsupported {method.lower()} request. Object with ID '{identity}' does not exist, cannot be loaded due to"
        " missing permissions, or does not support this operation.",
        subcode=33,
    )


def refused(refusal: Refusal) -> Answer:
    """The answer with Graph's envelope."""
    status, title = _CODES[refusal.code]
    error: Json = {"message": f"(#{refusal.code}) {title}", "type": "OAuthException", "code": refusal.code}
    if refusal.subcode is not None:
        error |= {"message": refusal.details, "type": "GraphMethodException", "error_subcode": refusal.subcode}
    elif refusal.code in {0, 190}:
        error["message"] = refusal.details
    else:
        error["error_data"] = {"messaging_product": "whatsapp", "details": refusal.details}
    error["fbtrace_id"] = f"A{secrets.token_urlsafe(16)}"
    return json_answer({"error": error}, status)


def failed(code: int, details: str) -> Json:
    """The same failure in a state that comes later."""
    title = _CODES[code][1]
    link = "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/"
    return {"code": code, "title": title, "message": title, "error_data": {"details": details}, "href": link}
