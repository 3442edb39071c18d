"""Where something stands in a record: in words, and as the way to it (vị trí trong bản ghi)."""

from typing import TypeAlias

Path: TypeAlias = tuple[str | int, ...]
"""The way to a place: names of tables, and places in lists, counted from 0."""


class Place(str):
    """What problems call a place, which knows the way to it.

    Examples:
        >>> place = Place.below("dossier", "events", ", events")
        >>> Place.below(place, 3, " 4"), Place.below(place, 3, " 4").path
        ('dossier, events 4', ('events', 3))
    """

    __slots__ = ("path",)
    path: Path

    @classmethod
    def below(cls, where: str, step: str | int, words: str) -> "Place":
        """The place one *step* below another, and what it is called more than that."""
        place = cls(f"{where}{words}")
        place.path = (*path_of(where), step)
        return place


def path_of(where: str) -> Path:
    """The way to a place; none to what has only a name."""
    return where.path if isinstance(where, Place) else ()
