"""A worker of the server ends with the server: one that is killed leaves nobody behind who answers.

The workers hold the socket on which the server listens. Of a server that was killed without warning they
would go on to answer, with nobody to stop them, and a new one could not have the port.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from threading import Thread

_NAME = "LENITIVE_SERVER"  # the process id of the server, for its workers
_TELL_ME = 1  # PR_SET_PDEATHSIG of prctl(2)
_LOOK_EVERY_SECONDS = 1.0
_GRACE_SECONDS = 10.0  # for what is being answered


def name_server() -> None:
    """Say in the environment of those that are started from now on that this process is their server."""
    os.environ[_NAME] = str(os.getpid())


def end_with_server() -> None:
    """End this process when its server is gone; nothing where another program serves the site."""
    named = os.environ.get(_NAME, "")
    if not named.isdigit() or int(named) == os.getpid():
        return
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_TELL_ME, signal.SIGTERM, 0, 0, 0)  # at once; what follows is for all systems
    Thread(target=_watch, args=(int(named),), name="watch the server", daemon=True).start()


def _watch(server: int) -> None:
    while os.getppid() == server:
        time.sleep(_LOOK_EVERY_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_GRACE_SECONDS)
    os._exit(1)
