"""The three families of failure that are not bugs: the business refuses, a thing is not there, the outside failed.

Doors turn each family into HTTP or a screen in one place; anything else is a bug and crashes loudly.
"""

import re
from collections.abc import Callable
from typing import Literal

Outcome = Literal["temporary", "final", "unknown"]

_CODE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")


def noted(message: str) -> str:
    """Mark an English sentence for the catalogues where Django may not be imported; import it as `_`."""
    return message


class Said(Exception):
    """A failure with a stable code for programs and a sentence for the person.

    code: slug such as "stock.short"; never changed once released, listed in the docs.
    message: an English msgid or a lazily translated one, with %(name)s for the facts it mentions.
    facts: ids, numbers and short codes that belong to the sentence; never secrets.
    """

    def __init__(self, code: str, message: object, /, **facts: object) -> None:
        if not _CODE.fullmatch(code):
            raise ValueError(f"not a stable slug: {code!r}")
        super().__init__(code, message, facts)
        self.code = code
        self.message = message
        self.facts = facts

    def say(self, translate: Callable[[str], str] = str) -> str:
        """The sentence in the reader's language; `translate` is gettext at the doors, lazy messages need none."""
        sentence = translate(str(self.message))
        return sentence % self.facts if self.facts else sentence

    def __str__(self) -> str:
        return f"{self.code}: {self.say()}"


class Refused(Said):
    """The business says no; the sentence is fit for the person who asked."""


class NotFound(Said):
    """What was asked for is not there, or not for this actor: the two are never told apart."""


class OutsideFailed(Said):
    """A system outside did not do what it was asked.

    outcome: "temporary" may be tried again, "final" may not, "unknown" may have happened and is settled only by asking.
    status: the HTTP status where there was one. body: the beginning of what it said, for the log and the adapter.
    retry_after: seconds it asked us to wait.
    """

    def __init__(
        self,
        outcome: Outcome,
        code: str,
        message: object,
        /,
        *,
        status: int | None = None,
        body: bytes = b"",
        retry_after: int | None = None,
        **facts: object,
    ) -> None:
        super().__init__(code, message, **facts)
        self.outcome: Outcome = outcome
        self.status = status
        self.body = body
        self.retry_after = retry_after

    def __str__(self) -> str:
        return f"{self.outcome} {super().__str__()}"
