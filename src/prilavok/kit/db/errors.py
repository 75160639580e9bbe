"""What the database's launcher and installer refuse; each message names the cure."""


class LaunchRefused(Exception):
    """The database cannot be started, copied or restored as things stand."""


class SqlDiffers(Exception):
    """The database holds another edition of tables, functions or views than this code was written for."""


class SqlBroken(Exception):
    """A file of SQL was refused by the database; the message names the file."""


class StoryNested(RuntimeError):
    """A flow was called inside another flow's transaction: a flow is a transaction of its own."""
