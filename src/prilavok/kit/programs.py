"""Programs of the islands that the server runs too, in a small interpreter of their own (QuickJS, decision 0016).

A program is one plain script that was built from the same source as what the browser runs. It sees nothing but the
texts it is given: no files, no network, no clock. Its memory and its time are bounded.
"""

import threading
from pathlib import Path
from typing import Any

import quickjs

MEMORY = 64 * 1024 * 1024  # bytes
SECONDS = 2  # of processor time for one call
_STACK = 1024 * 1024  # bytes


class ProgramFailed(RuntimeError):
    """The program threw, or went over its memory or time: a bug, never a refusal."""


class ProgramMissing(RuntimeError):
    """The built script is not there."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path.name} is not built: run `npm ci && npm run build` in web/, or ./run")


class Program:
    """One script with a global `name`: its functions take and give texts. Each thread has its own interpreter."""

    def __init__(self, path: Path, name: str) -> None:
        self._path, self._name = path, name
        self._of_thread = threading.local()

    def call(self, function: str, *texts: str) -> str:
        """What the function answers. Raises ProgramFailed, ProgramMissing."""
        try:
            return str(self._function(function)(*texts) or "")
        except quickjs.JSException as trouble:
            self._of_thread.__dict__.clear()  # what ended in the middle is not asked again
            raise ProgramFailed(f"{self._name}.{function}: {trouble}") from None

    def _function(self, function: str) -> Any:
        known: dict[str, Any] = self._of_thread.__dict__
        if function not in known:
            known[function] = self._context().eval(f"{self._name}.{function}")
        return known[function]

    def _context(self) -> "quickjs.Context":
        known: dict[str, Any] = self._of_thread.__dict__
        if "" not in known:
            if not self._path.is_file():
                raise ProgramMissing(self._path)
            context = quickjs.Context()
            context.set_memory_limit(MEMORY)
            context.set_max_stack_size(_STACK)
            context.eval(self._path.read_text(encoding="utf-8"))
            context.set_time_limit(SECONDS)
            known[""] = context
        return known[""]
