"""A browser's window over the same bad network: forms are sent as the pages send them, cookies and tokens included."""

import asyncio
import itertools
import re
from collections.abc import Callable, Mapping
from typing import Any

import httpx
from tests.days.bad_line import PATIENCE, Weather
from tests.days.history import FAULT, OK, REFUSED, UNKNOWN, Call, Recorder, now

#: how an answer came out, and the refusal's own name, where its status alone does not say it
Reading = Callable[[httpx.Response], tuple[str, str] | None]
_PART = {"HX-Request": "true"}
_TOASTED = re.compile(r"<p[^>]*>(.*?)</p>", re.DOTALL)
_BUSY = re.compile(r"[Aa]nother tab of this till is still")


class Window:
    """One window. cookies: what the browser has already. lost: how the line broke last."""

    def __init__(self, who: str, weather: Weather, recorder: Recorder, cookies: Mapping[str, str] = {}) -> None:
        self.who, self.weather, self.recorder = who, weather, recorder
        self.client = httpx.AsyncClient(cookies=dict(cookies), timeout=PATIENCE, headers={"Accept-Language": "en"})
        self._nths = itertools.count(1)
        self.lost = ""

    async def sign_in(self, login: str, password: str) -> None:
        """Enter by the form, once more where a server died over it."""
        until = now() + PATIENCE
        while now() < until:
            if await self._reach("GET", "/sign-in", None) is not None:
                answer = await self._reach("POST", "/sign-in", {"login": login, "password": password})
                if answer is not None and answer.status_code == 302:
                    return
            await asyncio.sleep(0.1)
        raise AssertionError(f"{login} cannot enter")

    async def read(self, path: str, *, part: bool = False) -> str:
        """A page's text; "" where nobody answered in time."""
        until = now() + PATIENCE
        while now() < until:
            answer = await self._reach("GET", path, None, part=part)
            if answer is not None and answer.status_code == 200:
                return answer.text
            if answer is not None and answer.status_code < 500:
                return ""
            await asyncio.sleep(0.1)
        return ""

    async def send(self, path: str, form: Mapping[str, str]) -> httpx.Response | None:
        """A step on the way that nobody keeps a history of: repeated until answered; None where it had to be.

        Such a step may lie there twice: whoever goes on must look, or leave it.
        """
        until, times = now() + PATIENCE, 0
        while now() < until:
            answer, times = await self._reach("POST", path, form), times + 1
            if answer is not None and answer.status_code < 500 and not _BUSY.search(answer.text):
                return answer if times == 1 else None
            await asyncio.sleep(0.1)
        return None

    async def act(
        self, deed: str, path: str, form: Mapping[str, str], *, key: str, asked: Mapping[str, Any],
        reads: Reading | None = None,
    ) -> tuple[Call, httpx.Response | None]:  # fmt: skip
        """A deed whose every sending is kept. Goes on until somebody answers, like a cashier who clicks again."""
        until, manner = now() + PATIENCE, self.weather.manner()
        while True:
            times = 2 if manner == "doubled" else 1
            both = await asyncio.gather(
                *(self._one(deed, path, form, key, asked, cut=manner == "dropped", reads=reads) for _ in range(times))
            )
            for call, answer in both:
                if call.outcome != UNKNOWN:
                    return call, answer
            if now() > until:
                return both[0]
            manner = "plain"
            await asyncio.sleep(0.1)

    async def _one(
        self, deed: str, path: str, form: Mapping[str, str], key: str, asked: Mapping[str, Any], *, cut: bool,
        reads: Reading | None,
    ) -> tuple[Call, httpx.Response | None]:  # fmt: skip
        began = now()
        answer = await self._reach("POST", path, form, wait=0.05 if cut else PATIENCE)
        ended, outcome, told = now(), UNKNOWN, dict[str, Any]()
        status = 0 if answer is None else answer.status_code
        if answer is None:
            told["lost"] = self.lost
        if answer is not None and not (_BUSY.search(answer.text) or _away(answer)):
            outcome = OK if status < 400 else REFUSED if status < 500 else FAULT
            goal = answer.headers.get("HX-Redirect") or answer.headers.get("Location") or ""
            if (found := re.search(r"/receipts/([0-9a-f-]{36})", goal)) is not None:
                told["receipt"] = found[1]
            if outcome == REFUSED:
                said = _TOASTED.search(answer.text)
                told["code"] = re.sub(r"<[^>]*>|\s+", " ", said[1]).strip()[:200] if said else ""
            if outcome != FAULT and reads is not None and (read := reads(answer)) is not None:
                outcome, told["code"] = read
        return self.recorder.note(Call(self.who, deed, key, began, ended, outcome, status, asked, told)), answer

    async def _reach(
        self, method: str, path: str, form: Mapping[str, str] | None, *, part: bool = True, wait: float = PATIENCE
    ) -> httpx.Response | None:
        address = next(self.weather.turn)
        headers = {"Referer": f"{address}{path}", "X-CSRFToken": self.client.cookies.get("csrftoken") or ""}
        if part and form is not None and path != "/sign-in":
            headers |= _PART
        data = None if form is None else dict(form)
        try:
            asking = self.client.request(method, f"{address}{path}", data=data, headers=headers)
            return await asyncio.wait_for(asking, wait)
        except (httpx.HTTPError, TimeoutError, OSError) as trouble:
            self.lost = repr(trouble)
            return None

    async def close(self) -> None:
        await self.client.aclose()


def _away(answer: httpx.Response) -> bool:
    """The database is not there: what was sent may have been committed or not."""
    return answer.status_code == 503


def field(page: str, name: str, *, within: str = "") -> str:
    """The value of a hidden field of the form that pays or confirms; "" where there is none."""
    part = page.split(within)[-1] if within and within in page else "" if within else page
    found = re.search(rf'name="{name}" value="([^"]*)"', part)
    return found[1] if found else ""
