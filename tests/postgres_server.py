"""A PostgreSQL server of its own for the tests, started as an unprivileged user."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

# Where Debian puts what is not on the path.
_DEBIAN = Path("/usr/lib/postgresql")


def _program(name):
    found = shutil.which(name) or next((str(path) for path in sorted(_DEBIAN.glob(f"*/bin/{name}"))), None)
    return found or pytest.skip(f"no PostgreSQL here: {name} was not found")


def _unprivileged():
    """As whom the server runs: it refuses to be root."""
    if os.geteuid():
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    pytest.skip("no unprivileged user here for PostgreSQL")


@contextmanager
def running():
    """The address of a server that is empty and only for this test."""
    initdb, postgres, who = _program("initdb"), _program("postgres"), _unprivileged()
    # Not in pytest's own folder, which others may not enter; short, as a socket's path must be.
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        if who:
            os.chown(folder, who["user"], who["group"])
        data = f"{folder}/data"
        made = subprocess.run(  # noqa: S603 - the server's own program
            [initdb, "-D", data, "-U", "test", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
            capture_output=True, text=True, check=False, cwd=folder, **who,
        )  # fmt: skip
        if made.returncode:
            pytest.skip(f"no database can be made here: {made.stderr.strip()[-200:]}")
        options = ["-c", "listen_addresses=", "-c", "fsync=off", "-k", folder]
        with (Path(folder) / "log").open("w") as log:
            server = subprocess.Popen(  # noqa: S603 - the same
                [postgres, "-D", data, *options], stdout=log, stderr=log, cwd=folder, **who
            )
            try:
                _wait(server, folder)
                yield f"postgresql+psycopg://test@/postgres?host={folder}"
            finally:
                server.terminate()
                server.wait(30)


def _wait(server, folder):
    import psycopg  # noqa: PLC0415 - seen to be there by who asks for a server

    for _ in range(300):
        try:
            psycopg.connect(f"host={folder} user=test dbname=postgres").close()
        except psycopg.OperationalError:
            if server.poll() is not None:
                pytest.skip(f"PostgreSQL does not run here: {(Path(folder) / 'log').read_text()[-300:]}")
            time.sleep(0.1)
        else:
            return
    pytest.skip("PostgreSQL did not start in 30 seconds")
