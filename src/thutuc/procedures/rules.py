"""The rules of one dossier: its procedure's own, and its regime's for all else (quy định áp dụng)."""

import attrs

from thutuc.law import LegalSource, Regime, SupplementRule, WaitingRule
from thutuc.law.regimes import Provision
from thutuc.limits import TimeLimit, Unit
from thutuc.procedures.parts import ClockPolicy
from thutuc.statuses import Action


@attrs.frozen
class Duty:
    """What has to be done in a time, and the law behind it (việc phải làm trong thời hạn)."""

    limit: TimeLimit
    source: LegalSource | None


@attrs.frozen(eq=False)
class Rules:
    """What waiting does to the clock, and how soon some things have to be done.

    Args:
        regime: The rules of the day, for all that no procedure has rules of its own for.
        source: The law behind what the procedure itself lays down.
        stops: The kinds of waiting during which the clock stands still, by the action that begins them.
        restarts: Whether the limit counts from the beginning again once a supplement is there.
        notice: How soon after receipt a supplement may be asked for.
        closing: After how long without a supplement the dossier may be closed.
        online_answer: How soon an online dossier must be answered.
        correction: How soon a wrong result must be put right.
    """

    regime: Regime
    source: LegalSource | None
    stops: tuple[Action, ...]
    restarts: bool
    notice: Duty | None
    closing: Duty | None
    online_answer: Duty | None
    correction: Duty | None


def rules_of(policy: ClockPolicy, source: LegalSource | None, regime: Regime) -> Rules:
    """The rules of *regime*, or in their place those of a policy that rests on *source*."""
    on_supplement = policy.on_supplement or regime.on_supplement
    waiting = {
        Action.PAUSE: True,
        Action.REQUEST_SUPPLEMENT: on_supplement is not SupplementRule.KEEP,
        Action.REQUEST_PAYMENT: (policy.on_payment or regime.on_payment) is WaitingRule.PAUSE,
        Action.ASK_OPINION: (policy.on_consultation or regime.on_consultation) is WaitingRule.PAUSE,
    }

    def duty(own: TimeLimit | None, provision: Provision | None) -> Duty | None:
        if own is not None:
            return Duty(own, own.source or source)
        if provision is None:
            return None
        return Duty(TimeLimit(provision.amount, Unit(provision.unit)), provision.source)

    return Rules(
        regime,
        source or regime.source,
        tuple(action for action, stands_still in waiting.items() if stands_still),
        on_supplement is SupplementRule.RESTART,
        duty(policy.notice_within, regime.notice_within),
        duty(policy.close_after, regime.close_after),
        duty(policy.online_answer_within, regime.online_answer),
        duty(None, regime.correction_within),
    )
