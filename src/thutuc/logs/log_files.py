"""Files that are whole: read to their end, and put in their place when all is written (tệp trọn vẹn)."""

import gzip
import os
import tempfile
import zlib
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from thutuc.errors import LogError, MachineError

CUT_OFF = (EOFError, zlib.error, gzip.BadGzipFile)
"""What is raised where a packed file breaks off or is damaged."""


def cut_off(path: Path, error: BaseException) -> LogError:
    """The error that says so."""
    return LogError(f"{path.name} breaks off or is damaged ({error}); fetch it again", given=path.name)


def write_whole(path: Path, parts: Iterable[str]) -> None:
    """Write a text in UTF-8, packed by gzip if its name ends in `.gz`; what stood there stays until then.

    Raises:
        MachineError: If there is no room on the disk.
        OSError: If it cannot be written.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            if path.suffix == ".gz":
                with gzip.GzipFile(filename="", fileobj=file, mode="wb", mtime=0) as packed:
                    packed.writelines(part.encode() for part in parts)
            else:
                file.writelines(part.encode() for part in parts)
        if not path.exists():
            # Of such a file only its owner would see anything.
            umask = os.umask(0)
            os.umask(umask)
            Path(name).chmod(0o666 & ~umask)
        else:
            Path(name).chmod(path.stat().st_mode & 0o777)
        Path(name).replace(path)
    except BaseException as error:
        with suppress(OSError):
            Path(name).unlink()
        if isinstance(error, OSError) and (full := MachineError.of(error)) is not None:
            raise full from error
        raise
