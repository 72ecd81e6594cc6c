"""A PostgreSQL and a Valkey that are held in hand, so that they can be killed and started again."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path
from types import TracebackType

from config import embedded
from config.servers.places import EmbeddedServerError, Places
from config.servers.postgres import start_postgres
from config.servers.processes import Server, stop_together, try_lock
from config.servers.valkey import start_valkey

PATIENCE = 60  # seconds; the last query of a killed server may still run


class OwnServers:
    """Both servers, durable as in earnest; their addresses stay the same over a restart."""

    def __init__(self, var: Path) -> None:
        self.places = Places(var.resolve())
        embedded.prepare(self.places)
        lock = try_lock(self.places.servers_lock, fcntl.LOCK_EX)
        if lock is None:
            raise EmbeddedServerError(f"Another soak runs at {var}.")
        self._lock = lock
        self.postgres: Server
        self.valkey: Server

    def __enter__(self) -> OwnServers:
        self.postgres, os.environ["DATABASE_URL"] = start_postgres(self.places, self._lock)
        self.valkey, os.environ["REDIS_URL"], _ = start_valkey(self.places, self._lock)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        stop_together(self.valkey, self.postgres)
        os.close(self._lock)

    def kill(self, server: Server) -> None:
        """SIGKILL: it cannot tidy up."""
        server.process.kill()
        server.process.wait()

    def restart_postgres(self) -> float:
        """Starts it on what the kill left; the seconds until it answers."""
        began = time.monotonic()
        while True:
            try:
                self.postgres, _ = start_postgres(self.places, self._lock)
            except EmbeddedServerError:  # a left-over process still holds its memory
                if time.monotonic() - began > PATIENCE:
                    raise
                time.sleep(0.3)
            else:
                return time.monotonic() - began

    def restart_valkey(self) -> None:
        """Starts it on what the kill left."""
        self.valkey, _, _ = start_valkey(self.places, self._lock)
