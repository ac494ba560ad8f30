"""Serve the site on this machine, and say where to look and how to sign in."""

from __future__ import annotations

import errno
import logging
import os
import socket
from collections.abc import Callable
from contextlib import closing

from django.conf import settings
from django.core.management import call_command

from lenitive.desk import facts
from lenitive.desk.models import Role, Staff
from lenitive.desk.parent import name_server
from lenitive.desk.signals import serving
from lenitive.desk.views.staff import new_password
from lenitive.errors import ConfigurationError

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
# Pages are made in Python, which uses one processor in each process. Nothing is kept in one that another
# would have to know: even wrong passwords are counted in the store (desk/lockout.py).
_WORKERS = min(4, os.cpu_count() or 1)
# The database and DuckDB let go of Python's lock while they work, so a few threads in each serve a clinic.
_THREADS = 4


def serve(host: str, port: int, demo: bool) -> None:
    """Serve until interrupted.

    Raises : ConfigurationError when the port cannot be had, or when demonstration accounts, whose password
    everybody knows, would be open to other machines.
    """
    _refuse_open_demonstration(host)
    require_second_factor(host)
    _refuse_taken(host, port)
    call_command("collectstatic", verbosity=0, interactive=False)
    for line in welcome(host, port, demo=demo):
        print(line, flush=True)  # noqa: T201
    beside: list[Callable[[], None]] = [stop for _receiver, stop in serving.send(sender=None)]  # type: ignore[misc]
    try:
        _run(host, port)
    finally:
        for stop in beside:
            stop()


def welcome(host: str, port: int, *, demo: bool) -> list[str]:
    """Where to look, and how to sign in; a site without any account gets an administrator."""
    shown = f"[{host}]" if ":" in host else host
    lines = ["", f"Lenitive is at http://{shown}:{port}/ (stop with Ctrl+C). Data: {settings.HOME}"]
    accounts = Staff.objects.filter(demo=True, is_active=True).order_by("id")
    if demo and accounts:
        width = max(len(staff.username) for staff in accounts)
        lines.append(f"Sign in with the password {facts.recall(facts.DEMO_PASSWORD)!r} as")
        lines += [f"  {staff.username:<{width}}  {staff.name}, {staff.role_name}" for staff in accounts]
    elif not Staff.objects.exists():
        password = new_password()
        Staff.objects.create_staff(
            "administrator", name="Administrator", role=Role.ADMINISTRATOR, password=password
        )
        lines.append(f"The first account is administrator with the password {password} (shown this once).")
    return [*lines, ""]


def _refuse_open_demonstration(host: str) -> None:
    reachable = host not in _LOOPBACK or not settings.ON_THIS_MACHINE_ONLY
    if reachable and Staff.objects.filter(demo=True, is_active=True).exists():
        raise ConfigurationError(
            "the demonstration accounts are open to everybody, so they are served to this machine only",
            where=f"--host {host}" if host not in _LOOPBACK else "LENITIVE_ORIGIN or LENITIVE_HOSTS",
            do="Leave it out, or set LENITIVE_HOME to another data directory for real use.",
        )


def require_second_factor(host: str) -> None:
    """Where the door is open to other machines, ask for a second factor, in this process and its workers."""
    if host in _LOOPBACK:
        return
    if os.environ.get("LENITIVE_SECOND_FACTOR") == "optional":
        raise ConfigurationError(
            "a site that others can reach does not go without a second factor",
            where=f"--host {host}",
            do="Unset LENITIVE_SECOND_FACTOR, or leave --host out to serve this machine only.",
        )
    settings.SECOND_FACTOR_REQUIRED = True
    os.environ["LENITIVE_SECOND_FACTOR"] = "required"


def _refuse_taken(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with closing(socket.socket(family, socket.SOCK_STREAM)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            taken = problem.errno == errno.EADDRINUSE
            raise ConfigurationError(
                "something else is listening there" if taken else f"it cannot be used ({problem.strerror})",
                where=f"{host}:{port}",
                do="Stop that program, or choose another port: lenitive serve --port 8001.",
            ) from problem


def _run(host: str, port: int) -> None:
    from granian.constants import Interfaces
    from granian.server import Server

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lenitive.site.settings")
    name_server()
    logging.getLogger("_granian").setLevel(logging.WARNING)
    Server(
        "lenitive.site.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=_WORKERS,
        blocking_threads=_THREADS,
        websockets=False,
        log_access=False,
        backlog=256,
        respawn_failed_workers=True,  # one that was killed is started again, unless it fails at once
    ).serve()
