"""The parts of this room that need the packages of frames (phần cần gói bảng tính)."""

from importlib import import_module
from typing import Any

from thutuc.errors import MissingExtraError


def part_of_frames(name: str) -> Any:  # noqa: ANN401 - a module
    """A part of this room that works on frames.

    Raises:
        MissingExtraError: If what it needs is not installed.
    """
    for package in ("numpy", "narwhals"):
        try:
            import_module(package)
        except ImportError as error:
            raise MissingExtraError(
                f"thutuc.policy needs {package} for frames; install it with: pip install 'thutuc[policy]'",
                package=package,
            ) from error
    return import_module(f"thutuc.policy.{name}")
