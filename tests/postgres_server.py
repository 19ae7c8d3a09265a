"""A PostgreSQL server for as long as something runs: a cluster in a passing folder, owned by an ordinary user.

    python tests/postgres_server.py COMMAND ...      run a command, which finds the address in EVENTLOG_POSTGRES
    python tests/postgres_server.py --keep FOLDER    a server to try things with, until Ctrl-C, that keeps what it holds

EVENTLOG_POSTGRES_BIN names the folder with the server's programs, where it is not to be the newest that is installed.
It listens on a socket in its folder and nowhere else, so that two of them never meet. It ends when the command does,
whatever becomes of that, and with whoever started it: the kernel sees to it.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ADDRESS = "EVENTLOG_POSTGRES"
PROGRAMS = "EVENTLOG_POSTGRES_BIN"
_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",  # a test kills servers, and no machine
    "full_page_writes": "off",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "autovacuum": "off",
    "log_min_messages": "fatal",
    "log_min_error_statement": "panic",
}
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG


def binaries() -> Path:
    """The folder with a server's programs: the one that was named, or the newest. Raises FileNotFoundError."""
    if named := os.environ.get(PROGRAMS):
        if not (Path(named) / "postgres").exists():
            raise FileNotFoundError(f"{PROGRAMS} is {named}, where there is no program postgres")
        return Path(named)
    versions = Path("/usr/lib/postgresql")
    folders = sorted(versions.glob("*/bin"), key=lambda folder: int(folder.parent.name), reverse=True)
    on_path = shutil.which("postgres")
    for folder in [*folders, *([Path(on_path).resolve().parent] if on_path else [])]:
        if (folder / "postgres").exists() and (folder / "initdb").exists():
            return folder
    raise FileNotFoundError("there is no PostgreSQL here: apt install postgresql, or put its programs on the PATH")


def ordinary_user() -> str | None:
    """Whom the server runs as: PostgreSQL refuses to run as root."""
    if os.geteuid():
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    raise LookupError("there is no ordinary user to run PostgreSQL as")


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGINT)


class Server:
    """One server and its folder."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.data = folder / "data"
        self._settings = {**_SETTINGS, **settings}
        self._programs = binaries()
        user = ordinary_user()
        self._who: dict = {} if user is None else {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}
        if user is not None:
            os.chown(folder, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
        self._process: subprocess.Popen | None = None
        if not (self.data / "PG_VERSION").exists():
            self._run("initdb", "-D", self.data, "-U", "owner", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        return {**kept, "HOME": str(self.folder), "LC_ALL": "C"}

    def _run(self, program: str, *arguments: object) -> None:
        done = subprocess.run(
            [self._programs / program, *map(str, arguments)],
            cwd=self.folder,
            env=self._environment(),
            capture_output=True,
            check=False,
            **self._who,
        )
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr.decode(errors='replace')}")

    def address(self, *, user: str = "owner", schema: str = "", host: str = "", port: int = 5432) -> str:
        """The address of a log."""
        named = f"&schema={schema}" if schema else ""
        return f"postgresql://{user}@/postgres?host={host or self.folder}&port={port}{named}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        settings = [word for name, value in self._settings.items() for word in ("-c", f"{name}={value}")]
        for _ in range(20):  # after a kill, its children may still be holding its memory
            with (self.folder / "server.log").open("ab") as told:
                self._process = subprocess.Popen(
                    [self._programs / "postgres", "-D", self.data, "-k", self.folder, *settings],
                    cwd=self.folder,
                    env=self._environment(),
                    stdin=subprocess.DEVNULL,
                    stdout=told,
                    stderr=told,
                    preexec_fn=_die_with_parent,  # noqa: PLW1509 - nothing here has threads yet
                    **self._who,
                )
            if self._answers():
                return
        raise RuntimeError((self.folder / "server.log").read_text(errors="replace")[-2000:])

    def _answers(self) -> bool:
        import psycopg

        for _ in range(400):
            if self._process is None or self._process.poll() is not None:
                time.sleep(0.1)
                return False
            with contextlib.suppress(psycopg.OperationalError), psycopg.connect(self.address()):
                return True
            time.sleep(0.05)
        return False

    def kill(self) -> None:
        """End its first process as nothing can prevent; the others see that, and end."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        """End it: quickly, but in order; as nothing can prevent where it does not."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()

    def sql(self, *statements: str) -> list[tuple]:
        """What the owner says to it; the rows of the last statement."""
        import psycopg

        with psycopg.connect(self.address(), autocommit=True) as connection:
            for statement in statements:
                cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []


@contextlib.contextmanager
def server(**settings: str) -> Iterator[Server]:
    """A server, started, for the length of a block."""
    folder = Path(tempfile.mkdtemp(prefix="eventlog-pg-"))
    try:
        made = Server(folder, **settings)
        try:
            made.start()
            yield made
        finally:
            made.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def keep(folder: Path) -> None:
    """A server with a log, as durable as a server should be, until Ctrl-C."""
    import eventlog

    folder.mkdir(parents=True, exist_ok=True)
    made = Server(folder.resolve(), fsync="on", full_page_writes="on", autovacuum="on")
    try:
        made.start()
        address = made.address(schema="newsroom")
        eventlog.open(address).close()
        print(
            f"A log on a server of your own, until Ctrl-C:\n\n    eventlog import examples/corpus --log '{address}'\n"
        )
        sys.stdout.flush()
        signal.pause()
    except KeyboardInterrupt:
        pass
    finally:
        made.stop()


def main() -> int:
    """Run a command beside a server, or keep one."""
    for sign in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, lambda *_: sys.exit(1))
    if sys.argv[1:2] == ["--keep"]:
        keep(Path(sys.argv[2]))
        return 0
    with server() as made:
        return subprocess.run(sys.argv[1:], env={**os.environ, ADDRESS: made.address()}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
