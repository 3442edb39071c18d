"""Pictures: dossiers, reports, catalogues and audits drawn with matplotlib (hình vẽ).

Each function is one call and returns the Axes it drew in: those given as `ax`, or new ones. Words are
Vietnamese unless `language="en"`. What is told apart is told apart without colour, by hatches, lines and
marks, so that it can be printed in black and white. No setting of matplotlib is changed; a figure of the
caller's that lays nothing out is given the constrained layout, so that names and legend have room.
"""

from thutuc.errors import MissingExtraError

try:
    import matplotlib as mpl  # noqa: F401  # pyright: ignore[reportUnusedImport] - only to say what is missing
except ImportError as error:
    raise MissingExtraError(
        "thutuc.plots needs matplotlib; install it with: pip install 'thutuc[plots]'",
        package="matplotlib",
    ) from error

from thutuc.plots.audited_table import audited
from thutuc.plots.catalogue_limits import catalogue_limits
from thutuc.plots.dossier_timeline import timeline
from thutuc.plots.hand_over_map import hand_overs
from thutuc.plots.kaplan_meier import survival
from thutuc.plots.limit_use import limit_use
from thutuc.plots.on_time_rate import on_time
from thutuc.plots.open_stock import open_stock
from thutuc.plots.two_sides import compared

__all__ = [
    "audited",
    "catalogue_limits",
    "compared",
    "hand_overs",
    "limit_use",
    "on_time",
    "open_stock",
    "survival",
    "timeline",
]
