"""Files written beside where they will stand, and put there when they are whole (ghi tệp trọn vẹn)."""

import gzip
import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from thutuc.errors import MachineError


def write_whole(path: Path, parts: Iterable[str]) -> None:
    """Write a text in UTF-8, packed by gzip if its name ends in `.gz`; what stood there stays until it is whole.

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
            os.chmod(name, 0o666 & ~umask)
        else:
            os.chmod(name, path.stat().st_mode & 0o777)
        os.replace(name, path)
    except BaseException as error:
        with suppress(OSError):
            os.unlink(name)
        if isinstance(error, OSError) and (full := MachineError.of(error)) is not None:
            raise full from error
        raise
