"""The package's own data: law, decisions, catalogues, each file with its sources (dữ liệu kèm theo)."""

from typing import Any


def read_text(name: str) -> str:
    """The text of one data file.

    Examples:
        >>> read_text("law.toml").startswith("# Rules of law")
        True
    """
    # Imported here, as in `read_toml`: together they take as long as the rest of `import thutuc`.
    from importlib.resources import files  # noqa: PLC0415

    return files(__name__).joinpath(name).read_text("utf-8")


def read_toml(name: str) -> dict[str, Any]:
    """One data file in TOML, as plain dictionaries."""
    import tomllib  # noqa: PLC0415

    return tomllib.loads(read_text(name))


def read_folder(name: str) -> dict[str, dict[str, Any]]:
    """The data files of a folder, each by its name, in order."""
    from importlib.resources import files  # noqa: PLC0415

    there = sorted(file.name for file in files(__name__).joinpath(name).iterdir())
    return {file: read_toml(f"{name}/{file}") for file in there if file.endswith(".toml")}
