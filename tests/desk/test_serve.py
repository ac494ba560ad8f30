"""Serving: what is printed, and what is refused in one line."""

from __future__ import annotations

import os
import socket
from contextlib import closing

import pytest

from lenitive.desk import facts, serve
from lenitive.desk.models import Staff
from lenitive.errors import ConfigurationError

pytestmark = pytest.mark.django_db


def test_a_new_site_gets_one_administrator_whose_password_is_shown_once():
    first, second = (serve.welcome("127.0.0.1", 8000, demo=False) for _ in range(2))
    password = first[-2].split("the password ")[1].split(" ")[0]
    assert Staff.objects.get().check_password(password)
    assert not any("password" in line for line in second)


def test_the_demonstration_says_how_to_sign_in():
    Staff.objects.create_staff("nurse", name="Marit Olsen", role="nurse", password="demonstration", demo=True)
    facts.remember(facts.DEMO_PASSWORD, "demonstration")
    lines = "\n".join(serve.welcome("::1", 8001, demo=True))
    assert "http://[::1]:8001/" in lines
    assert "'demonstration'" in lines
    assert "nurse  Marit Olsen, Nurse" in lines


def test_demonstration_accounts_are_not_served_to_other_machines():
    Staff.objects.create_staff("nurse", name="N", role="nurse", password="demonstration", demo=True)
    with pytest.raises(ConfigurationError, match=r"--host 0\.0\.0\.0: the demonstration accounts"):
        serve.serve("0.0.0.0", 0, demo=True)  # noqa: S104


def test_a_port_in_use_is_refused_in_one_line():
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(ConfigurationError) as refused:
            serve.serve("127.0.0.1", port, demo=False)
    assert str(refused.value) == (
        f"127.0.0.1:{port}: something else is listening there. "
        "Stop that program, or choose another port: lenitive serve --port 8001."
    )


def test_demonstration_accounts_are_not_served_behind_a_public_address(settings):
    Staff.objects.create_staff("nurse", name="N", role="nurse", password="demonstration", demo=True)
    settings.ON_THIS_MACHINE_ONLY = False
    with pytest.raises(
        ConfigurationError, match="LENITIVE_ORIGIN or LENITIVE_HOSTS: the demonstration accounts"
    ):
        serve.serve("127.0.0.1", 0, demo=True)


def test_an_open_door_requires_a_second_factor_in_every_process(settings, monkeypatch):
    # Set, not taken away: taking away what was not there is never undone, and every later process would ask.
    monkeypatch.setenv("LENITIVE_SECOND_FACTOR", "")
    settings.SECOND_FACTOR_REQUIRED = False
    serve.require_second_factor("127.0.0.1")
    assert not settings.SECOND_FACTOR_REQUIRED
    serve.require_second_factor("0.0.0.0")  # noqa: S104
    assert settings.SECOND_FACTOR_REQUIRED
    assert os.environ["LENITIVE_SECOND_FACTOR"] == "required"


def test_an_open_door_without_a_second_factor_is_refused(monkeypatch):
    monkeypatch.setenv("LENITIVE_SECOND_FACTOR", "optional")
    with pytest.raises(ConfigurationError, match="does not go without a second factor"):
        serve.require_second_factor("192.0.2.7")
