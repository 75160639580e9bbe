"""Programs that ask at the REST door in tests: with somebody's token, in a small shop."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tests.doors.web_people import hire

V1 = "/api/v1"


@dataclass(frozen=True)
class Program:
    """A client with a token; answers are read by `json()`."""

    client: Any
    token: str

    def get(self, path: str, **more: Any) -> Any:
        return self.client.get(V1 + path, **self._with(more))

    def post(self, path: str, body: object, **more: Any) -> Any:
        more.setdefault("content_type", "application/json")
        return self.client.post(V1 + path, body, **self._with(more))

    def send(self, method: str, path: str, **more: Any) -> Any:
        return self.client.generic(method, V1 + path, **self._with(more))

    def _with(self, more: dict[str, Any]) -> dict[str, Any]:
        token = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return {**more, "headers": {**token, **more.get("headers", {})}}


def program_of(role: str | None, *, days: int = 1, login: str = "", language: str = "en") -> Program:
    """A program with the rights of somebody newly hired; None: nobody's."""
    from django.test import Client

    from prilavok.doors.api.tokens import give_token
    from prilavok.kit import clock

    token = ""
    if role is not None:
        person = hire(role, login or f"{role}.program", language)
        token = give_token(person.login, clock.now() + timedelta(days=days))
    return Program(Client(SERVER_NAME="localhost", raise_request_exception=False), token)
