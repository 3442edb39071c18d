"""Which files a register consists of: one, those of a folder or a pattern, or a list (các tệp của một sổ).

Folders whose names are `office=H17.18`, as data lakes keep them, state a column for all files below them.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from glob import glob, has_magic
from pathlib import Path, PurePath
from typing import cast
from urllib.parse import unquote

import attrs

from thutuc.bounds import composed, read_path
from thutuc.registers.sheets import refusal

_WHAT = "a register"
_NO_REGISTERS = (".", "_", "~$")
_OF_WINDOWS = frozenset({"thumbs.db", "desktop.ini"})
_NOTHING = "__HIVE_DEFAULT_PARTITION__"


@attrs.frozen
class RegisterFile:
    """One file of a register.

    Args:
        path: Where it is.
        name: What messages call it.
        told: The columns that the names of its folders state, and what they state.
    """

    path: Path
    name: str
    told: tuple[tuple[str, str], ...] = ()


@attrs.frozen
class FileList:
    """The files of a register, in order; a register of one file is called as the file.

    Args:
        name: What messages call the register.
        files: Its files.
    """

    name: str
    files: tuple[RegisterFile, ...]

    @property
    def is_one(self) -> bool:
        """Whether it is a single file, of whose folders nothing is asked."""
        return len(self.files) == 1 and not self.files[0].told

    @classmethod
    def of(cls, given: object) -> "FileList":
        """The files that are meant.

        Raises:
            InvalidTypeError: If *given* is no path and no list of paths.
            InvalidValueError: If no file can be called so.
            RegisterError: If there is no file, or one is named twice.
        """
        if isinstance(given, Iterable) and not isinstance(given, str | bytes | os.PathLike):
            several = [read_path(one, _WHAT) for one in cast("Iterable[object]", given)]
            if len(several) == 1:
                return cls.of(several[0])
            found = [file for path in several for file in _files_at(path)]
            name = f"{several[0].name} … ({len(several):,})" if several else "[]"
            return _checked(Path(name), found, "no file is named; name those of the register")
        path = read_path(given, _WHAT)
        if _is_folder(path) or _is_pattern(path):
            nothing = "no file is called so; check the pattern"
            if _is_folder(path):
                nothing = "cannot be read: Is a directory without files; check the name and the file"
            return _checked(path, list(_files_at(path)), nothing)
        return cls(path.name, (RegisterFile(path, path.name),))


def _checked(path: Path, found: list[RegisterFile], nothing: str) -> FileList:
    name = path.name
    if not found:
        raise refusal(path, f"{path.name}: {nothing}")
    seen: dict[Path, str] = {}
    for file in found:
        if file.path in seen:
            raise refusal(path, f"{name}: the file {file.name} is named twice; name it once")
        seen[file.path] = file.name
    names = [file.name for file in found]
    if len({*names}) < len(names):
        # Two months may each have a file of one name.
        found = [attrs.evolve(file, name=str(file.path)) for file in found]
    return FileList(name, tuple(found))


def _is_folder(path: Path) -> bool:
    # A name too long for any file is told when it is read.
    with suppress(OSError):
        return path.is_dir()
    return False


def _is_pattern(path: Path) -> bool:
    with suppress(OSError):
        return has_magic(str(path)) and not path.exists()
    return False


def _files_at(path: Path) -> Iterator[RegisterFile]:
    """The files of a folder or a pattern; a file alone is itself."""
    if _is_folder(path):
        for one in _below(path):
            inside = one.relative_to(path)
            yield RegisterFile(one, inside.as_posix(), _told(inside))
    elif _is_pattern(path):
        for one in sorted(map(Path, glob(str(path), recursive=True))):  # noqa: PTH207 - a pattern may be absolute
            if one.is_file() and _is_register(one.name):
                yield RegisterFile(one, one.name, _told(one))
    else:
        yield RegisterFile(path, path.name, _told(path))


def _below(folder: Path) -> Iterator[Path]:
    """All files of a folder, without those that programs and systems keep beside the data."""
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(_NO_REGISTERS))
        yield from (Path(where, name) for name in sorted(names) if _is_register(name))


def _is_register(name: str) -> bool:
    return not name.startswith(_NO_REGISTERS) and name.casefold() not in _OF_WINDOWS


def _told(path: PurePath) -> tuple[tuple[str, str], ...]:
    """What the names of the folders of a file state."""
    pairs = (part.partition("=") for part in path.parts[:-1])
    return tuple(
        (composed(unquote(name)), "" if value == _NOTHING else composed(unquote(value)))
        for name, equals, value in pairs
        if name and equals
    )
