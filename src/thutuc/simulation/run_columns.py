"""The columns of a run, and a frame of them in the engine that was chosen (các cột kết quả)."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias, cast

import attrs
import narwhals.stable.v2 as nw
import numpy as np
import numpy.typing as npt

from thutuc.arrays.lookup import Ints
from thutuc.arrays.shaping import NAT
from thutuc.simulation.engine import NEVER


@attrs.frozen(eq=False)
class Named:
    """A column of texts: all that it may hold, and of each row the place of its own."""

    names: Sequence[str | None]
    places: Ints


Columns: TypeAlias = Mapping[str, npt.NDArray[Any] | Named]


def frame_of(parts: Sequence[Columns], engine: str) -> Any:  # noqa: ANN401 - a frame of the engine
    """One frame of parts with the same columns, one below the other."""
    backend: Any = engine
    arrays, texts = dict[str, Any](), list[Any]()
    for name, first in parts[0].items():
        if isinstance(first, Named):
            rows = np.concatenate([cast("Named", part[name]).places for part in parts])
            texts.append(nw.new_series(name, list(first.names), nw.String(), backend=backend)[rows])
        else:
            arrays[name] = np.concatenate([cast("Ints", part[name]) for part in parts])
    # The oldest engines take arrays into a frame, but not a series made of one.
    return nw.from_dict(arrays, backend=backend).with_columns(*texts).select(*parts[0]).to_native()


def as_moments(micro: Ints) -> npt.NDArray[np.datetime64]:
    """Microseconds since 1970 as moments; missing where they are `NEVER`."""
    return np.where(micro == NEVER, NAT, micro).view("M8[us]")
