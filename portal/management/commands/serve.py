"""Starts web, worker and sealer with everything they need, and stops them together."""

import contextlib
import ctypes
import fcntl
import hashlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import IO, Any

from django.apps import apps
from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command, get_commands
from django.db import OperationalError

from portal import database

PATIENCE = 10  # seconds a child may take to finish what it is doing
LONGEST_PAUSE = 30  # seconds between two attempts to start a child that keeps dying
SETTLED = 60  # seconds after which a child counts as healthy again
PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


class Child:
    """A process kept running, its output marked with its name."""

    def __init__(self, name: str, command: list[str], environment: dict[str, str] | None = None):
        self.name = name
        self.command = command
        self.environment = {**os.environ, "PYTHONUNBUFFERED": "1", **(environment or {})}
        self.process: subprocess.Popen[str] | None = None
        self.pause = 1.0
        self.started = self.due = 0.0

    def keep_running(self, now: float) -> bool:
        """Start the process when it is due; return whether it has just died."""
        if self.process is None:
            if now >= self.due:
                self._start(now)
            return False
        if self.process.poll() is None:
            return False
        if now - self.started > SETTLED:
            self.pause = 1.0
        say(
            f"{self.name} 停了（{self.process.returncode}），{self.pause:.0f} 秒后重启。",
            f"{self.name} ended ({self.process.returncode}); starting again in {self.pause:.0f} s.",
        )
        self.due = now + self.pause
        self.pause = min(self.pause * 2, LONGEST_PAUSE)
        self._sweep()
        return True

    def signal(self, number: int) -> None:
        """Pass a signal on, if there is somebody to receive it."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)

    def finish(self, deadline: float) -> None:
        """Wait for the process to end what it is doing; at the deadline end it."""
        if self.process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(max(0, deadline - time.monotonic()))
            self._sweep()

    def _sweep(self) -> None:
        """End what is left of the group: a killed web server leaves workers that hold the port."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process = None

    def _start(self, now: float) -> None:
        # Its own session: Ctrl-C reaches this supervisor alone, which then stops all in order.
        self.process = subprocess.Popen(  # noqa: S603
            self.command, cwd=settings.BASE_DIR, env=self.environment, text=True, errors="replace",
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            start_new_session=True, preexec_fn=_die_with_parent,
        )  # fmt: skip
        self.started = now
        threading.Thread(target=self._relay, args=[self.process.stdout], daemon=True).start()

    def _relay(self, output: IO[str]) -> None:
        for line in output:
            sys.stdout.write(f"{self.name:>6} | {line}")
            sys.stdout.flush()


def _port(text: str) -> int:
    """The port asked for.

    :raises CommandError: it is no port.
    """
    if text.isascii() and text.isdigit() and len(text) <= 5 and 0 < int(text) < 65536:
        return int(text)
    raise CommandError(
        f"PORT 应为 1 至 65535 的整数，收到的是 {text}。\n"
        f"PORT is a whole number from 1 to 65535, not {text}."
    )


class Command(BaseCommand):
    """Run the whole portal in one terminal."""

    help = "Start web, worker and sealer; Ctrl-C stops them and the embedded database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Let the port be chosen on the command line too."""
        parser.add_argument("--port", default=settings.PORTAL_PORT)

    def handle(self, *, port: str, **options: Any) -> None:
        """Prepare, announce, supervise."""
        number = _port(port)
        self.address = f"http://{settings.PORTAL_HOST}:{port}/"
        stopping = threading.Event()
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, lambda *_: stopping.set())
        with self._only_one():
            self._require_free_port(number)
            self._prepare()
            self._announce()
            self._supervise(self._children(number), stopping)

    def _only_one(self) -> IO[str]:
        settings.VAR.mkdir(exist_ok=True)
        lock = (settings.VAR / "serve.lock").open("a+")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            where = lock.read().strip()
            raise CommandError(
                f"门户已经在运行：{where}\nThe portal is already running: {where}"
            ) from None
        lock.truncate(0)
        lock.write(self.address)
        lock.flush()
        return lock

    def _require_free_port(self, port: int) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((settings.PORTAL_HOST, port))
            except OSError as error:
                raise CommandError(
                    f"端口 {port} 不能用（{error.strerror}）。请换一个，例如：PORT=8001 make run\n"
                    f"Port {port} cannot be used ({error.strerror}). "
                    "Please choose another one, e.g.: PORT=8001 make run"
                ) from error

    def _prepare(self) -> None:
        say("准备数据库……", "Preparing the database …")
        try:
            call_command("migrate", interactive=False, verbosity=0)
        except OperationalError as error:
            raise CommandError(
                f"连不上数据库，请检查 DATABASE_URL：{error}\n"
                f"The database cannot be reached; please check DATABASE_URL: {error}"
            ) from error
        self._collect_static_files()
        if settings.PORTAL_DEMO and "seed_demo" in get_commands() and self._is_empty():
            say("填入演示数据……", "Filling in the demonstration city …")
            call_command("seed_demo")

    def _collect_static_files(self) -> None:
        """Collect when the installed packages or our own files have changed since the last time."""
        stamp = settings.VAR / "static.stamp"
        state = hashlib.sha256((settings.BASE_DIR / "requirements.lock").read_bytes())
        for path in sorted(settings.BASE_DIR.glob("*/static/**/*")):
            if not path.is_relative_to(settings.VAR):
                state.update(f"{path} {path.stat().st_mtime_ns}".encode())
        if stamp.exists() and stamp.read_text() == state.hexdigest():
            return
        say("整理静态文件……", "Collecting static files …")
        unused = ["redoc", "rest_framework"]  # a second API browser and a third
        call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=unused)
        stamp.write_text(state.hexdigest())

    def _is_empty(self) -> bool:
        # By name, since the kernel knows no domain.
        return not apps.get_model("catalog", "Department")._default_manager.exists()

    def _announce(self) -> None:
        self.stdout.write(
            f"\n  政务数据共享门户   {self.address}\n"
            f"  管理后台  Admin      {self.address}admin/\n"
            f"  接口文档  API docs   {self.address}api/docs/\n"
            "  按 Ctrl-C 停止。     Ctrl-C stops it.\n"
        )
        accounts = Path(settings.VAR / "demo-accounts.txt")
        if settings.PORTAL_DEMO and accounts.exists():
            self.stdout.write(f"\n  演示账号  Demo accounts\n{accounts.read_text()}\n")
        self.stdout.flush()

    def _children(self, port: int) -> list[Child]:
        manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
        web = [
            sys.executable, "-m", "granian", "portal.wsgi:application", "--interface", "wsgi",
            "--host", settings.PORTAL_HOST, "--port", str(port), "--no-ws",
            "--workers", str(settings.PORTAL_WEB_WORKERS), "--respawn-failed-workers",
            "--blocking-threads", str(settings.PORTAL_WEB_THREADS),
            "--working-dir", str(settings.BASE_DIR), "--workers-kill-timeout", "5",
        ]  # fmt: skip
        children = [
            Child("web", web, {"PORTAL_ROLE": "web"}),
            Child("worker", [*manage, "procrastinate", "worker"]),
        ]
        if "seal" in get_commands():
            children.append(Child("sealer", [*manage, "seal", "--follow"]))
        return children

    def _supervise(self, children: list[Child], stopping: threading.Event) -> None:
        while not stopping.wait(0.2):
            died = [child.keep_running(time.monotonic()) for child in children]
            if any(died) and database.is_embedded():
                database.ensure_embedded()  # perhaps it was the database that went first
        say("正在停止……", "Stopping …")
        for child in children:
            child.signal(signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE
        for child in children:
            child.finish(deadline)


def say(zh: str, en: str) -> None:
    """Print one line in both languages."""
    sys.stdout.write(f"{zh}  {en}\n")
    sys.stdout.flush()


def _die_with_parent() -> None:
    """Ask Linux to stop the child should the supervisor be killed, so no port stays taken."""
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
