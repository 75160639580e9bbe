"""What a community's servers are told, and how each is asked for the confirmation code first.

Source: dev.vk.com, Callback API, Getting started; Community events, JSON schema.
"""

import asyncio
import json
import secrets
from contextlib import suppress

import httpx

from prilavok.sandboxes.posting import Post, Posting
from prilavok.sandboxes.vk.memory import Group, Json, Server

_CONFIRM_WITHIN = 10.0


class Telling:
    """Carries the events of all communities."""

    def __init__(self) -> None:
        self.posting = Posting()
        self._confirming: set[asyncio.Task[None]] = set()

    def event(self, group: Group, kind: str, content: Json, person: int) -> None:
        """Tell every confirmed server that asked for events of this kind, in the order of the person's conversation."""
        for server in group.servers:
            if server.status != "ok" or kind not in server.events:
                continue
            told = {"group_id": group.id, "type": kind, "event_id": secrets.token_hex(20), "v": server.version}
            body = json.dumps(_signed(told | {"object": content}, server), ensure_ascii=False).encode()
            line = f"{group.id}:{server.id}:{person}"
            self.posting.tell(Post(line, server.url, body, {"content-type": "application/json"}, _taken))

    def confirm(self, group: Group, server: Server) -> None:
        """Ask whether the address is ours; until it says the code it is told of nothing."""
        server.status = "wait"
        task = asyncio.create_task(self._confirm(group, server))
        self._confirming.add(task)
        task.add_done_callback(self._confirming.discard)

    async def close(self) -> None:
        for task in list(self._confirming):
            task.cancel()
        await asyncio.gather(*self._confirming, return_exceptions=True)
        await self.posting.close()

    async def _confirm(self, group: Group, server: Server) -> None:
        body = json.dumps(_signed({"group_id": group.id, "type": "confirmation"}, server)).encode()
        answer = None
        async with httpx.AsyncClient(timeout=_CONFIRM_WITHIN, trust_env=False) as client:
            with suppress(httpx.HTTPError, httpx.InvalidURL):
                answer = await client.post(server.url, content=body, headers={"content-type": "application/json"})
        said = answer.text.strip() if answer is not None and answer.status_code == 200 else ""
        server.status = "ok" if said == group.code else "failed"


def _signed(told: Json, server: Server) -> Json:
    return told | ({"secret": server.secret} if server.secret else {})


def _taken(answer: httpx.Response) -> bool:
    """Only 200 with exactly this word; blanks around it are let pass."""
    return answer.status_code == 200 and answer.text.strip() == "ok"
