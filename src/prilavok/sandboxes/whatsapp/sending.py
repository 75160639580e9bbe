"""What a business says: taken or refused at once, and what became of it told later, state by state."""

from dataclasses import dataclass
from typing import Literal

import msgspec

from prilavok.sandboxes.posting import Trouble as Plain
from prilavok.sandboxes.whatsapp.content import part, read_content, words
from prilavok.sandboxes.whatsapp.memory import Json, Line, Memory, Person, message_id
from prilavok.sandboxes.whatsapp.pace import Pace
from prilavok.sandboxes.whatsapp.refusals import Refusal, failed, invalid, missing
from prilavok.sandboxes.whatsapp.telling import Telling
from prilavok.sandboxes.whatsapp.templates import fill_template

#: free words may follow the customer's last for so long ("customer service window")
WINDOW = 24 * 3600
_TYPING = 25.0  # seconds: "dismissed once you respond, or after 25 seconds"

State = Literal["sent", "delivered", "read", "played", "failed"]


class Trouble(Plain, forbid_unknown_fields=True):
    """As everywhere, and: at_once: what Meta tells later as a failed state is refused at once; limits: of pace."""

    at_once: bool = False
    limits: bool = True


@dataclass(frozen=True, slots=True)
class _Whom:
    """To whom: a person of ours, or a name that nobody has. name: as the business wrote it."""

    name: str
    person: Person | None

    @property
    def id(self) -> str:
        return self.person.phone if self.person else self.name.removeprefix("+")


class Sending:
    """The messages of businesses. limits: whether pace is kept."""

    def __init__(self, memory: Memory, telling: Telling, trouble: Trouble) -> None:
        self._memory, self._telling, self.trouble, self._pace = memory, telling, trouble, Pace()

    def answer(self, line: Line, asked: Json) -> Json:
        """One call of `/<phone number id>/messages`. Raises Refusal."""
        if asked.get("messaging_product") != "whatsapp":
            raise invalid("The parameter messaging_product is required.")
        if not line.registered:
            raise Refusal(133010, "The phone number is not registered on the Cloud API.")
        return self._read(line, asked) if asked.get("status") == "read" else self._send(line, asked)

    def become(self, line: Line, person: Person | None, message: Json, state: State, error: Json | None = None) -> None:
        """A message comes to this state, and the business is told."""
        self._memory_of(line, person, message, state)
        told: Json = {"id": message["id"], "status": state, "timestamp": str(int(self._memory.now()))}
        if person is not None:
            told |= person.named("recipient_id", "recipient_user_id")
            contact = person.contact()
        else:
            told["recipient_id"] = message["to"]
            contact = {"wa_id": message["to"]}
        told["recipient_type"] = "individual"
        if message.get("tracker"):
            told["biz_opaque_callback_data"] = message["tracker"]
        # "Only with sent, and with one of delivered and read."
        if state in {"sent", "delivered"}:
            told["pricing"] = message["pricing"]
        if error is not None:
            told["errors"] = [error]
        self._telling.tell(line, message["to"], {"contacts": [contact], "statuses": [told]})

    def _memory_of(self, line: Line, person: Person | None, message: Json, state: State) -> None:
        message["status"] = state
        if person is not None:
            self._memory.chat(line, person).version += 1

    def _send(self, line: Line, asked: Json) -> Json:
        whom = self._whom(asked)
        kind = asked.get("type", "text")
        if not isinstance(kind, str):
            raise invalid("Param type must be a string.")
        category = "service"
        if kind == "template":
            account = self._memory.account(line.token)
            if account is None:
                raise missing("template")
            found, content = fill_template(account, asked)
            category = found.category.lower()
        else:
            content = read_content(self._memory, line, kind, asked)
        tracker = words(asked, "biz_opaque_callback_data", 512, needed=False)
        answered = words(part(asked, "context"), "message_id", 200) if "context" in asked else ""
        if self.trouble.limits:
            self._pace.take(line.id, whom.id)
        why = self._why_not(line, whom, category if kind == "template" else "")
        if why and self.trouble.at_once:
            raise Refusal(*why)
        message = self._made(line, whom, kind, content, category)
        message |= {"tracker": tracker} if tracker else {}
        message |= {"context": answered} if answered else {}
        self._go(line, whom.person, message, why)
        named = whom.person.named("wa_id", "user_id") if whom.person else {"wa_id": whom.id}
        sent = {"id": message["id"]} | ({"message_status": "accepted"} if kind == "template" else {})
        return {"messaging_product": "whatsapp", "contacts": [{"input": whom.name} | named], "messages": [sent]}

    def _whom(self, asked: Json) -> _Whom:
        """`to` is a phone or a BSUID, `recipient` a BSUID. Raises Refusal."""
        name = asked.get("to") or asked.get("recipient")
        if not isinstance(name, str) or not 5 <= len(name) <= 140:
            raise missing("to")
        person = self._memory.person(name)
        if person is None and not name.removeprefix("+").isdigit():
            raise Refusal(131009, f"{name} is not a valid whatsapp user")
        return _Whom(name, person)

    def _why_not(self, line: Line, whom: _Whom, category: str) -> tuple[int, str] | None:
        """Why it will not arrive. category: of a template, "" of free words."""
        if whom.person is None:
            return 131026, "Message Undeliverable."
        chat = self._memory.chat(line, whom.person)
        if not category and self._memory.now() - chat.heard_at > WINDOW:
            details = "Message failed to send because more than 24 hours have passed since the customer last replied"
            return 131047, f"{details} to this number."
        if category == "marketing" and chat.no_offers:
            return (
                131050,
                "Unable to deliver the message. This recipient has chosen to stop receiving marketing messages.",
            )
        return None

    def _made(self, line: Line, whom: _Whom, kind: str, content: Json, category: str) -> Json:
        heard = self._memory.chat(line, whom.person).heard_at if whom.person else 0.0
        free = category == "service" or (category == "utility" and self._memory.now() - heard <= WINDOW)
        pricing = {"billable": not free, "pricing_model": "PMP", "category": category}
        return {
            "id": message_id(),
            "mine": True,
            "to": whom.id,
            "type": kind,
            kind: content,
            "status": "accepted",
            "at": int(self._memory.now()),
            "pricing": pricing | {"type": "free_customer_service" if free else "regular"},
        }

    def _go(self, line: Line, person: Person | None, message: Json, why: tuple[int, str] | None) -> None:
        if person is not None and message["type"] != "reaction" and not why:
            chat = self._memory.chat(line, person)
            chat.typing_until = 0.0
            if not chat.blocked:
                chat.add(message)
        if why:
            self.become(line, person, message, "failed", failed(*why))
            return
        self.become(line, person, message, "sent")
        if person is None or self._memory.chat(line, person).blocked:
            return  # who blocked a business is never told of, and never sees it
        if message["type"] == "reaction":
            self._react(line, person, message["reaction"])
        self.become(line, person, message, "delivered")

    def _react(self, line: Line, person: Person, told: Json) -> None:
        chat = self._memory.chat(line, person)
        found = chat.find(told["message_id"])
        if found is not None:
            found["reaction_of_business"] = told["emoji"]
            chat.version += 1

    def _read(self, line: Line, asked: Json) -> Json:
        """A message of a person is marked as read, with all before it; and that one writes. Raises Refusal."""
        identity = words(asked, "message_id", 200)
        typing = asked.get("typing_indicator")
        if typing is not None and (not isinstance(typing, dict) or typing.get("type") != "text"):
            raise invalid("typing_indicator type must be text.")
        for person in self._memory.people.values():
            chat = self._memory.chats.get(f"{line.id} {person.phone}")
            found = chat.find(identity) if chat else None
            if chat is None or found is None or found.get("mine"):
                continue
            for one in chat.messages[: chat.messages.index(found) + 1]:
                if not one.get("mine"):
                    one["read"] = True
            chat.typing_until = self._memory.now() + _TYPING if typing else chat.typing_until
            chat.version += 1
            return {"success": True}
        raise invalid("message_id does not exist.")


def trouble_told(trouble: Trouble) -> Json:
    """As `/sandbox/trouble` tells it."""
    told: Json = msgspec.to_builtins(trouble)
    return told
