"""Rooms that need an optional package say which, and how to get it."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("room", "package", "extra"), [("arrays", "numpy", "arrays"), ("frames", "narwhals", "frames")]
)
@pytest.mark.parametrize("statement", ["import thutuc.{room}", "from thutuc import {room}"])
def test_missing_package(room, package, extra, statement):
    """Without its package a room is refused by an error that names the package and the extra."""
    code = (
        f"import sys; sys.modules[{package!r}] = None\n"
        "from thutuc.errors import MissingExtraError\n"
        f"try: {statement.format(room=room)}\n"
        "except MissingExtraError as error: sys.stdout.write(f'{error.package}: {error}')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)  # noqa: S603
    assert done.stdout.startswith(f"{package}: thutuc.{room} needs {package}")
    assert done.stdout.endswith(f"pip install 'thutuc[{extra}]'")
