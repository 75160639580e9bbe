"""What a planted bug is, and the ways to plant one: rows that are swallowed, statements that are blind or do more."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Bug:
    """What is planted. replaced: texts of the function and what stands there instead. caught_by: checks that must say
    so. undo: what puts back what `also` took. day: what of the day is otherwise. killed: it shows only where the
    database is killed, on a durable server. bank: it shows only where money is held at the page of the bank.
    """

    name: str
    says: str
    caught_by: tuple[str, ...]
    function: str = ""
    replaced: tuple[tuple[str, str], ...] = ()
    also: tuple[str, ...] = ()
    undo: tuple[str, ...] = ()
    day: tuple[tuple[str, object], ...] = ()
    short: bool = False
    killed: bool = False
    bank: bool = False


def swallow(name: str, table: str, when: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A trigger that lets no such row in, and what takes it away."""
    plant = (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
        f"CREATE TRIGGER {name} BEFORE INSERT ON {table} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION {name}()",
    )
    return plant, (f"DROP TRIGGER {name} ON {table}", f"DROP FUNCTION {name}()")


def blind(function: str, old: str, new: str) -> str:
    """A statement that replaces a text in a second function."""
    text = f"replace(pg_get_functiondef('{function}'::regproc), $x${old}$x$, $x${new}$x$)"
    return f"DO $$ BEGIN EXECUTE {text}; END $$"


def trigger(name: str, when: str, does: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A trigger that does something more or other. when: before or after what on which table, and for which rows."""
    plant = (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {does} RETURN NEW; END $$",
        f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION {name}()",
    )
    return plant, (f"DROP TRIGGER {name} ON {when.split(' ON ')[1].split()[0]}", f"DROP FUNCTION {name}()")
