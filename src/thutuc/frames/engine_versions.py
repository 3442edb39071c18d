"""The oldest version of each engine that is tested to give the right answers (phiên bản tối thiểu)."""

import re
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from thutuc.errors import MissingExtraError

OLDEST = {
    "narwhals": "2.28",
    "pandas": "2.2",
    "polars": "1.33",
    "pyarrow": "18",
    "duckdb": "2",
    "pyspark": "3.5",
}


def check_versions(native: object) -> None:
    """Refuse a frame whose engine, or narwhals, is older than those that are tested.

    Raises:
        MissingExtraError: If one is.
    """
    # DuckDB's own classes come from `_duckdb`.
    engine = type(native).__module__.partition(".")[0].lstrip("_")
    for package in ("narwhals", engine):
        if package in OLDEST:
            check_version(package)


@cache
def check_version(package: str) -> None:
    """Refuse a package that is older than those that are tested.

    Raises:
        MissingExtraError: If it is.
    """
    try:
        found = version(package)
    except PackageNotFoundError:
        # It is there under another name, such as one that a cluster brings along.
        return
    if _parts(found) < _parts(OLDEST[package]):
        raise MissingExtraError(
            f"thutuc.frames needs {package} {OLDEST[package]} or later, not {found}: older ones lack "
            f"operations or count differently; install a newer one with: pip install -U {package}",
            package=package,
        )


def is_at_least(package: str, oldest: str) -> bool:
    """Whether an installed package is of that version or a later one."""
    return _parts(version(package)) >= _parts(oldest)


def _parts(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", text)[:3]]
