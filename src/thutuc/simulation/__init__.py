"""What would happen if: dossiers flow through offices, day by day of a dated calendar (mô phỏng).

Needs numpy and the engine of data frames that the results come in: `pip install thutuc[simulation]`.
"""

from thutuc.errors import MissingExtraError

try:
    import narwhals.stable.v2  # noqa: F401  # pyright: ignore[reportUnusedImport]
    import numpy as np  # noqa: F401  # pyright: ignore[reportUnusedImport] - only to say what is missing
except ImportError as error:
    lacking = "narwhals" if "narwhals" in str(error) else "numpy"
    raise MissingExtraError(
        f"thutuc.simulation needs {lacking}; install it with: pip install 'thutuc[simulation]'",
        package=lacking,
    ) from error

from thutuc.simulation.arrivals import Inflow, Recorded
from thutuc.simulation.checking import Check, Distance
from thutuc.simulation.distributions import (
    Distribution,
    Empirical,
    Exponential,
    Fixed,
    LogNormal,
    Scaled,
    Triangular,
    Uniform,
    Weibull,
)
from thutuc.simulation.flows import Flow, Path, Supplement
from thutuc.simulation.intervals import Interval
from thutuc.simulation.loads import Load
from thutuc.simulation.model import Model
from thutuc.simulation.run import Run, differences
from thutuc.simulation.staff import Staff
from thutuc.simulation.unidentified import Unidentified, Unknown

__all__ = [
    "Check",
    "Distance",
    "Distribution",
    "Empirical",
    "Exponential",
    "Fixed",
    "Flow",
    "Inflow",
    "Interval",
    "Load",
    "LogNormal",
    "Model",
    "Path",
    "Recorded",
    "Run",
    "Scaled",
    "Staff",
    "Supplement",
    "Triangular",
    "Unidentified",
    "Uniform",
    "Unknown",
    "Weibull",
    "differences",
]
