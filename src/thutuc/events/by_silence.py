"""What silence decides: never recorded, since it follows by itself (quyết định do im lặng)."""

import attrs

from thutuc.events.kinds import Finished
from thutuc.law import Silence


@attrs.frozen(kw_only=True)
class DecisionDeemed(Finished):
    """The office has not decided in time, and its silence means something (coi như đã trả lời).

    It follows from the procedure's `silence` and is never recorded; *office* is the one that held the dossier
    then, and *granted* says whether it is taken as consent.

    Args:
        silence: What it means.
    """

    silence: Silence
