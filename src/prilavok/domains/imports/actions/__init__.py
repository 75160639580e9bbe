"""What changes imports: whole sources in slices, and lists that people bring."""

from prilavok.domains.imports.actions.lists import (
    begin_list,
    check_list,
    clear_check,
    finish_check,
    give_up_list,
    map_list,
    move_cursor,
    note_rows,
    open_list,
    save_mapping,
    stop_list,
)
from prilavok.domains.imports.actions.runs import (
    commit_slice,
    finish_run,
    last_slice,
    open_run,
    refuse_run,
    view_run,
)

__all__ = [
    "begin_list",
    "check_list",
    "clear_check",
    "commit_slice",
    "finish_check",
    "finish_run",
    "give_up_list",
    "last_slice",
    "map_list",
    "move_cursor",
    "note_rows",
    "open_list",
    "open_run",
    "refuse_run",
    "save_mapping",
    "stop_list",
    "view_run",
]
