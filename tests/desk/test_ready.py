"""A worker of the server loads everything behind its first page, and the collector leaves that alone."""

from __future__ import annotations

import logging
import os
import subprocess
import sys

from lenitive.site import ready

SAID = """
import gc, sys
from lenitive.site.start import set_up
set_up()
from lenitive.site.ready import try_to_make_ready
try_to_make_ready()
from django.template import engines
loader, = (each for each in engines["django"].engine.template_loaders)
print("lenitive.clinic.page" in sys.modules)
print("clinic/person.html" in loader.get_template_cache)
print(gc.get_freeze_count() > 100_000, gc.get_threshold()[0] > 700)
"""


def test_views_rules_and_templates_are_loaded_and_out_of_the_collectors_way(tmp_path):
    environment = {**os.environ, "LENITIVE_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", SAID], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert done.stdout.split() == ["True"] * 4


def test_a_fault_is_written_into_the_log_and_stops_nothing(monkeypatch, caplog):
    done = []
    monkeypatch.setattr("lenitive.plan.ready.make_ready", lambda _day: 1 / 0)
    monkeypatch.setattr(ready, "keep_for_good", lambda: done.append("kept"))
    with caplog.at_level(logging.ERROR):
        ready.try_to_make_ready()
    assert "could not be made ready" in caplog.text
    assert done == ["kept"]


def test_every_template_of_ours_can_be_loaded():
    names = ready.our_templates()
    assert {"clinic/person.html", "desk/base.html"} <= set(names)
