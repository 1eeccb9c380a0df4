"""CPU time, which whatever else the machine does hardly changes."""

import os
import time
from pathlib import Path

from django.db import connection


def cpu() -> float:
    """Seconds of this process and of PostgreSQL's that serves it, which must be on this machine (in steps of 10 ms)."""
    if connection.vendor == "sqlite":
        return time.process_time()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (served_by,) = cursor.fetchone()
    spent = Path(f"/proc/{served_by}/stat").read_text().rpartition(")")[2].split()
    return time.process_time() + (int(spent[11]) + int(spent[12])) / os.sysconf("SC_CLK_TCK")
