"""Offers to those whom a list brought: who is written to, what the office answers, what went out."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from tests import make, talking
from tests.doors.web_people import client_of, hire

from prilavok.domains.customers.queries import find_leaf
from prilavok.kit.ids import new_id

NOON = datetime(2026, 3, 4, 7, 30, tzinfo=UTC)  # a Wednesday, 12:30 in Almaty
#: what the office says, in Russian, Kazakh and English, of why nothing goes out
SAID = {
    "none": ("не давал согласия на рассылки", "ешқайсысында ұсыныс алуға", "did not agree to offers anywhere"),
    "waits": ("не сказано, когда, где", "ол өзі айтқанша күтеді", "it waits until they say so themselves"),
    "unproven": ("этот контакт не назван", "келісімде ол аталмаған", "does not name it"),
    "shared": ("стоит и у кого-то другого", "басқа біреуде де", "stands with somebody else too"),
    "undelivered": ("не дошло", "жетпеді", "did not arrive"),
    "no_line": ("не подключён", "қосылмаған", "no provider is connected"),
}


def whose(kind: str, value: str) -> tuple[UUID, UUID]:
    """The leaf of a contact and its customer."""
    found = find_leaf(kind, value)
    assert found is not None and found.customer is not None
    return found.leaf, found.customer


def marketer(language: str) -> Any:
    """One who may write offers, a new one each time."""
    return client_of(hire("marketer", f"marketer-{new_id().hex}", language=language))


def offered(customer: UUID) -> str:
    """What the office answers to an offer in each language: "" where it goes out, else the reason's name."""
    reasons = set()
    for nth, language in enumerate(("ru", "kk", "en")):
        client = marketer(language)
        answer = client.post(f"/office/customers/{customer}/offer", {"ru": "Скидка", "key": f"{customer}-{language}"})
        told = answer.content.decode()
        reasons |= {""} if answer.status_code == 303 else {one for one, said in SAID.items() if said[nth] in told}
    (reason,) = reasons
    return reason


def sent() -> list[tuple[str, str, str]]:
    """Where offers went, and what became of each."""
    talking.send_all()
    asked = "SELECT DISTINCT address, state, error FROM conversations_message WHERE kind = 'offer' ORDER BY 1, 2, 3"
    return [(str(address), str(state), str(error)) for address, state, error in make.ask(asked)]
