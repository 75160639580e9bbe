"""People in the sandbox of Telegram, for stories of the whole house."""

from typing import Any

import httpx


class Telegram:
    """People in the sandbox of Telegram, each with the bot's chat on their phone."""

    def __init__(self, port: int) -> None:
        self._url = f"http://127.0.0.1:{port + 1}"

    def person(self, name: str, phone: str, language: str = "en") -> int:
        """Somebody new with a phone of their own."""
        answer = httpx.post(f"{self._url}/user", json={"first_name": name, "phone": phone, "language": language})
        assert answer.status_code == 200, answer.text
        return int(answer.json()["result"]["id"])

    def act(self, person: int, deed: str, **told: str) -> None:
        answer = httpx.post(f"{self._url}/user/{person}/{deed}", json=told, timeout=10)
        assert answer.status_code == 200, answer.text

    def texts(self, person: int) -> list[str]:
        """What the chat shows, both sides."""
        chat: Any = httpx.get(f"{self._url}/user/{person}/chat", timeout=10).json()["result"]
        return [str(one.get("text", "")) for one in chat["messages"]]

    def buttons(self, person: int) -> list[dict[str, Any]]:
        """The buttons under the last message of the chat, each with `message_id`; none where it has none."""
        chat: Any = httpx.get(f"{self._url}/user/{person}/chat", timeout=10).json()["result"]
        last = chat["messages"][-1] if chat["messages"] else {}
        rows = last.get("reply_markup", {}).get("inline_keyboard", [])
        return [{**one, "message_id": str(last["message_id"])} for row in rows for one in row]

    def press(self, person: int, button: dict[str, Any]) -> None:
        """Press one of them."""
        self.act(person, "press", message_id=button["message_id"], data=button["callback_data"])

    def has_bot(self) -> bool:
        """Whether our bot is known there, which it is once it asked to be told."""
        return httpx.get(f"{self._url}/t/prilavok_demo_bot", timeout=10).status_code == 200
