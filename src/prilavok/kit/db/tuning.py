"""What our own PostgreSQL is told on each start: durable by default, sized by the machine's memory."""

import os
from pathlib import Path

_MEGABYTE = 1024 * 1024


def _memory() -> int:
    """Memory of the machine, or of the container when that is less; in megabytes."""
    whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    limit = Path("/sys/fs/cgroup/memory.max")
    if limit.exists() and (text := limit.read_text().strip()).isdigit():
        whole = min(whole, int(text))
    return whole // _MEGABYTE


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def settings_text(*, major: int, port: int, sockets: Path | None, durable: bool) -> str:
    """The text of prilavok.conf. sockets: folder of the Unix socket, None for none. durable: off in tests only."""
    memory = _memory()
    on = "on" if durable else "off"
    lines = {
        "listen_addresses": "'127.0.0.1'",
        "port": str(port),
        "unix_socket_directories": _quoted(str(sockets) if sockets else ""),
        "max_connections": "200",
        "fsync": on,
        "synchronous_commit": on,
        "full_page_writes": on,
        "timezone": "'UTC'",
        "log_timezone": "'UTC'",
        "shared_preload_libraries": "'pg_stat_statements'",
        "shared_buffers": f"{min(max(memory // 8, 64), 4096) if durable else 128}MB",
        "effective_cache_size": f"{max(memory // 2, 256)}MB",
        "work_mem": f"{min(max(memory // 512, 4), 32)}MB",
        "maintenance_work_mem": f"{min(max(memory // 32, 64), 512)}MB",
        "max_wal_size": f"{min(max(memory // 4, 512), 4096)}MB",
        "checkpoint_timeout": "'10min'",
        "wal_compression": "on",
        "random_page_cost": "1.1",
        "jit": "off",  # our statements are short: compiling them costs more than it gives
        "lc_messages": "'C'",
        "log_checkpoints": "off",
        "log_min_duration_statement": "2000",
        "log_line_prefix": "'%m [%p] %a '",
    }
    if major >= 17:
        lines["summarize_wal"] = "on"  # incremental backups ask for it
        lines["wal_summary_keep_time"] = "'10d'"
    return "".join(f"{name} = {value}\n" for name, value in lines.items())
