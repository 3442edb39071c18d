"""The command line when the machine cannot, or somebody stops it: nothing is half-written, and it says so."""

import errno
import os
import pty
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

for _package in ("narwhals", "polars", "duckdb"):
    pytest.importorskip(_package)

from thutuc import vietnam_calendar
from thutuc.__main__ import main
from thutuc.commands.output import whole_file
from thutuc.errors import MachineError, ThutucError
from thutuc.registers import read_register

GOOD = str(Path(__file__).parent / "cases" / "registers" / "good.csv")
HEAD = "code,procedure,office,mechanism,channel,received,limit,finished,returned\n"
ENGINES = ("python", "polars", "duckdb")


def long_register(path, rows=3000):
    lines = (f"H{i},p,A,m,online,2026-03-02,05 ngày làm việc,,\n" for i in range(rows))
    path.write_text(HEAD + "".join(lines), encoding="utf-8")
    return str(path)


def shell(*arguments, **more):
    command = [sys.executable, "-m", "thutuc", *arguments]
    return subprocess.run(command, stderr=subprocess.PIPE, check=False, **more)  # noqa: S603 - our own


FULL = [
    (MemoryError(), "not enough memory"),
    (OSError(errno.ENOMEM, "Cannot allocate memory"), "not enough memory"),
    (RuntimeError("Out of Memory Error: could not allocate block of size 256.0 KiB"), "not enough memory"),
    (OSError(errno.ENOSPC, "No space left on device"), "no room left on the disk"),
    (OSError(errno.EDQUOT, "Disk quota exceeded"), "no room left on the disk"),
    (RuntimeError("IO Error: Could not write file: No space left on device"), "no room left on the disk"),
]


@pytest.mark.parametrize(("error", "said"), FULL)
def test_a_full_machine_is_said_to_be_full(monkeypatch, capsys, error, said):
    """Whatever an engine calls it, the exit code is 1, and nobody is told to write the file again."""

    def fails(*_args, **_more):
        raise error

    monkeypatch.setitem(sys.modules["thutuc.__main__"]._ANSWERS, "report", fails)
    assert main(["report", GOOD, "--language", "en"]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("thutuc: ")
    assert said in printed.err
    assert main(["report", GOOD]) == 1
    assert "máy không đủ bộ nhớ" in (err := capsys.readouterr().err) or "đĩa đã đầy" in err


def test_what_nobody_foresaw_is_shown_whole(monkeypatch):
    """An error that is neither of the input nor of the machine is one of the library, and is not hidden."""

    def fails(*_args, **_more):
        raise ZeroDivisionError

    monkeypatch.setitem(sys.modules["thutuc.__main__"]._ANSWERS, "report", fails)
    with pytest.raises(ZeroDivisionError):
        main(["report", GOOD])


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_memory_is_not_blamed_on_the_file(monkeypatch, engine):
    """What an engine says of memory reaches the caller as such, and no row is read in another way then."""
    frames = pytest.importorskip("thutuc.frames")
    pytest.importorskip(engine)
    files = __import__("thutuc.frames.files", fromlist=["files"])

    def fails(layout, *_args):
        raise layout.failure[0]("Out of Memory Error: failed to allocate data")

    def not_asked(*_args):
        raise AssertionError

    monkeypatch.setattr(files, "open_register", fails)
    monkeypatch.setattr(files, "open_sheets", not_asked)
    with pytest.raises(MachineError, match="not enough memory") as caught:
        frames.read_register(GOOD, vietnam_calendar(), engine=engine)
    assert isinstance(caught.value, ThutucError | OSError)


def test_memory_is_not_blamed_on_parquet(monkeypatch, tmp_path):
    """PyArrow without memory does not say that the file is broken."""
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "so.parquet"
    parquet.write_table(pa.table({"code": ["H1"], "received": ["2026-03-02"], "due": ["2026-03-09"]}), path)
    sheets = __import__("thutuc.registers.sheets", fromlist=["sheets"])

    def fails(*_args):
        raise pa.lib.ArrowMemoryError("malloc of size 64 failed")

    monkeypatch.setattr(sheets, "arrow_rows", fails)
    with pytest.raises(MachineError, match="not enough memory"):
        read_register(path, vietnam_calendar())


# Outputs ----------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
def test_a_full_disk_is_told():
    """Printed to a full disk, and written to one."""
    with Path("/dev/full").open("wb") as full:
        ran = shell("due", "01 ngày làm việc", "--from", "2026-03-02", "--language", "en", stdout=full)
    assert (ran.returncode, ran.stderr.decode()) == (
        1,
        "thutuc: there is no room left on the disk; make some, or write elsewhere\n",
    )
    ran = shell("report", GOOD, "--output", "/dev/full", "--format", "csv", "--engine", "python")
    assert ran.returncode == 1
    assert ran.stderr.decode().startswith("thutuc: đĩa đã đầy")


def test_without_a_stdout_the_answer_is_not_lost_in_silence():
    """Where nothing can be printed the exit code says so."""
    ran = shell("due", "01 ngày làm việc", "--from", "2026-03-02", preexec_fn=lambda: os.close(1))
    assert (ran.returncode, ran.stderr.decode().count("\n")) == (1, 1)
    assert "Traceback" not in ran.stderr.decode()


@pytest.mark.parametrize("before", [None, "old"])
def test_a_file_is_whole_or_as_it_was(tmp_path, before):
    """What breaks off while it is written leaves the old file and nothing else; what ends takes its place."""
    path = tmp_path / "bao-cao.csv"
    if before is not None:
        path.write_text(before, encoding="utf-8")
        path.chmod(0o640)
    left = [] if before is None else [before]
    for error in (KeyboardInterrupt(), OSError(errno.ENOSPC, "No space left on device")):
        with suppress(KeyboardInterrupt, OSError), whole_file(path) as part:
            part.write_text("half", encoding="utf-8")
            raise error
        assert [one.read_text(encoding="utf-8") for one in tmp_path.iterdir()] == left
    with whole_file(path) as part:
        part.write_text("new", encoding="utf-8")
    assert path.read_text(encoding="utf-8") == "new"
    assert list(tmp_path.iterdir()) == [path]
    assert before is None or path.stat().st_mode & 0o777 == 0o640


def test_a_link_stays_one_and_a_pipe_is_written_to(tmp_path):
    """The file behind a link is written, and what is no file as it is."""
    (tmp_path / "thật").mkdir()
    link, real = tmp_path / "bc.csv", tmp_path / "thật" / "bc.csv"
    link.symlink_to(real)
    assert main(["report", GOOD, "--output", str(link), "--engine", "python"]) == 0
    assert link.is_symlink()
    assert real.read_text(encoding="utf-8")
    assert main(["report", GOOD, "--output", "/dev/null", "--format", "csv", "--engine", "python"]) == 0


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
@pytest.mark.parametrize("engine", ["python", "duckdb"])
def test_ctrl_c_stops_with_130(tmp_path, engine):
    """Somebody who stops it is told so in one line, and no file is there."""
    out, pipe = tmp_path / "bao-cao.xlsx", tmp_path / "so.csv"
    os.mkfifo(pipe)
    command = [sys.executable, "-m", "thutuc", "report", str(pipe), "-o", str(out), "--engine", engine]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE) as process:  # noqa: S603
        # It waits for a register that never comes.
        with pipe.open("wb") as writing:
            writing.write(HEAD.encode())
            writing.flush()
            time.sleep(0.2)
            process.send_signal(signal.SIGINT)
            err = process.stderr.read().decode()
        assert process.wait() == 130
    assert err == "thutuc: đã dừng theo yêu cầu; không ghi gì\n"
    assert list(tmp_path.iterdir()) == [pipe]


@pytest.mark.parametrize("engine", ENGINES)
def test_progress_is_shown_with_every_engine(tmp_path, engine):
    """On a terminal the rows are counted, whatever reads them."""
    path = long_register(tmp_path / "long.csv")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "thutuc", "report", path, "--engine", engine, "--language", "en"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs) as process:  # noqa: S603
        os.close(theirs)
        process.stdout.read()
        shown = b""
        with suppress(OSError):
            while chunk := os.read(ours, 4096):
                shown += chunk
    os.close(ours)
    assert b"\r3,000 rows" in shown


# Several files and units ------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ENGINES)
def test_several_files_and_a_unit(tmp_path, capsys, engine):
    """Files named one after the other are one register; limits that are numbers take their unit."""
    for i in range(3):
        text = HEAD + f"H{i},p,A,m,online,2026-03-0{i + 2},{i + 1},2026-03-20,\n"
        (tmp_path / f"{i}.csv").write_text(text, encoding="utf-8")
    paths = [str(tmp_path / f"{i}.csv") for i in range(3)]
    for told in (["--unit", "working_day"], ["--don-vi-thoi-han", "ngày làm việc"]):
        assert main(["report", *paths, *told, "--engine", engine, "--format", "csv"]) == 0
        assert capsys.readouterr().out.splitlines()[-1].startswith("3,")
    assert main(["report", *paths, "--engine", engine, "--language", "en"]) == 2
    assert "tell unit='working_day' (--unit working_day)" in capsys.readouterr().err
