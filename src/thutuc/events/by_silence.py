"""What silence answers and decides: never recorded, since it follows by itself (coi như đã trả lời)."""

import attrs

from thutuc.events.handovers import OpinionGiven
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


@attrs.frozen(kw_only=True)
class OpinionDeemed(OpinionGiven):
    """The agency asked has not answered in time, and its silence means something (coi như đã có ý kiến).

    It follows from the question when its time is over and is never recorded; *office* is the agency asked.

    Args:
        asked_by: The office that asked.
        silence: What it means.
    """

    silence: Silence
