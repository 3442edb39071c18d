"""Rooms that need an optional package say which, and how to get it."""

import importlib
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from thutuc.errors import MissingExtraError


@pytest.mark.parametrize(
    ("room", "package", "extra"),
    [
        ("arrays", "numpy", "arrays"),
        ("frames", "narwhals", "frames"),
        ("logs", "numpy", "logs"),
        ("simulation", "numpy", "simulation"),
        ("simulation", "narwhals", "simulation"),
        ("plots", "matplotlib", "plots"),
    ],
)
@pytest.mark.parametrize("statement", ["import thutuc.{room}", "from thutuc import {room}"])
def test_missing_package(room, package, extra, statement):
    """Without its package a room is refused by an error that names the package and the extra."""
    for other in {"numpy", "narwhals"} - {package} if room in {"logs", "simulation"} else ():
        pytest.importorskip(other)
    code = (
        f"import sys; sys.modules[{package!r}] = None\n"
        "from thutuc.errors import MissingExtraError\n"
        f"try: {statement.format(room=room)}\n"
        "except MissingExtraError as error: sys.stdout.write(f'{error.package}: {error}')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)  # noqa: S603
    assert done.stdout.startswith(f"{package}: thutuc.{room} needs {package}")
    assert done.stdout.endswith(f"pip install 'thutuc[{extra}]'")


@pytest.mark.parametrize("package", ["numpy", "narwhals"])
@pytest.mark.parametrize("statement", ["policy.Scenario(Frame())", "policy.who_moves(Frame(), lich, swap)"])
def test_missing_package_of_frames_alone(package, statement):
    """What-if takes dossiers without any extra; a frame is refused, with the package and the extra."""
    for other in {"numpy", "narwhals"} - {package}:
        pytest.importorskip(other)
    code = (
        f"import sys; sys.modules[{package!r}] = None\n"
        "from datetime import date\n"
        "from thutuc import policy, vietnam_calendar\n"
        "from thutuc.errors import MissingExtraError\n"
        "class Frame: columns = ()\n"
        "lich, swap = vietnam_calendar(), {date(2026, 3, 21): date(2026, 3, 13)}\n"
        "policy.Scenario([]), policy.who_moves([], lich, swap)\n"
        f"try: {statement}\n"
        "except MissingExtraError as error: sys.stdout.write(f'{error.package}: {error}')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)  # noqa: S603
    assert done.stdout.startswith(f"{package}: thutuc.policy needs {package} for frames")
    assert done.stdout.endswith("pip install 'thutuc[policy]'")


def test_missing_package_of_calendars_alone():
    """Diagrams and linked data need no extra; a calendar is refused, with the package and the extra."""
    code = (
        "import sys; sys.modules['icalendar'] = None\n"
        "from thutuc import Procedure, exchange, vietnam_calendar\n"
        "from thutuc.errors import MissingExtraError\n"
        "exchange.to_cpsv([Procedure('X', 'x')]), exchange.from_bpmn(exchange.to_bpmn(Procedure('X', 'x')))\n"
        "for write in (exchange.to_ical, exchange.closures_to_ical):\n"
        "    try: write([] if write is exchange.to_ical else vietnam_calendar())\n"
        "    except MissingExtraError as error: sys.stdout.write(f'{error.package}: {error}\\n')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)  # noqa: S603
    told = done.stdout.splitlines()
    assert len(told) == 2
    for line in told:
        assert line.startswith("icalendar: icalendar is not installed")
        assert "pip install 'thutuc[exchange]'" in line


def test_oldest_versions_are_those_installed_from():
    """The versions that frames refuse to go below are the floors of the package's extras."""
    pytest.importorskip("narwhals")
    versions = importlib.import_module("thutuc.frames.engine_versions")
    project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    floors = [
        re.split(">=", line) for extra in ("frames", "engines", "spark", "fast") for line in extras[extra]
    ]
    assert {name: floor for name, *rest in floors for floor in rest} == versions.OLDEST


@pytest.mark.parametrize(
    ("found", "too_old"), [("1.9.3", True), ("1.32.0", True), ("1.33", False), ("2.1.0", False)]
)
def test_too_old(monkeypatch, found, too_old):
    """An engine too old is refused by an error that names it, both versions and the way out."""
    pytest.importorskip("narwhals")
    versions = importlib.import_module("thutuc.frames.engine_versions")
    monkeypatch.setattr(versions, "version", lambda _: found)
    versions.check_version.cache_clear()
    try:
        if too_old:
            with pytest.raises(
                MissingExtraError, match=rf"polars 1.33 or later, not {found}.*pip install"
            ) as caught:
                versions.check_version("polars")
            assert caught.value.package == "polars"
        else:
            versions.check_version("polars")
    finally:
        versions.check_version.cache_clear()
