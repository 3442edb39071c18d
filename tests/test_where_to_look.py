"""Where a newcomer who has read the README finds each rule: by the name of its file alone."""

from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "thutuc"

FOUND_IN = {
    "which day is not counted, and where does a limit end?": "deadlines/counting.py",
    "what does a pause do to a deadline?": "deadlines/pauses.py",
    "is a result late?": "deadlines/judgement.py",
    "when must work begin at the latest?": "deadlines/latest.py",
    "how is a limit read from a Vietnamese sentence?": "limits/parsing.py",
    "after which hour does a receipt count a day more?": "limits/cutoffs.py",
    "why is this day off?": "calendars/reasons.py",
    "how do summer and winter hours differ?": "calendars/seasons.py",
    "which days do state offices of Vietnam work?": "vietnam.py",
    "which law was in force on a day?": "law/regimes.py",
    "how is the code of a dossier made up?": "identifiers/dossier_code.py",
    "who may follow whom on a route?": "procedures/route.py",
    "which status may follow which, and who may stop a dossier?": "statuses.py",
    "why was an event refused?": "dossiers/refusals.py",
    "whose fault was it that a result came late?": "dossiers/causes.py",
    "what does it mean that an agency did not answer?": "dossiers/silence.py",
    "in which cell of a report does a dossier stand?": "reports/placing.py",
    "does a published table add up?": "reports/audit.py",
    "which form of a paper is in force on a day?": "forms/form_sets.py",
    "by what heading is a column of a register known?": "registers/headings.py",
    "how are due dates of whole columns counted?": "arrays/deadlines.py",
    "what does a message say in Vietnamese?": "messages.py",
    "how does a due date become an entry of a calendar?": "exchange/ical.py",
    "how is a route drawn so that nothing overlaps?": "exchange/bpmn_layout.py",
}
"""Question, and the file whose name answers it."""


@pytest.mark.parametrize(("question", "path"), FOUND_IN.items())
def test_a_question_leads_to_a_file(question, path):
    """The file is there, and what it says of itself in its first line leaves no doubt that it is the one."""
    docstring = (SOURCE / path).read_text(encoding="utf-8").partition("\n")[0]
    assert docstring.startswith('"""')
    assert len(docstring) > 20, question


def test_no_question_has_two_files():
    """No other file of the house bears the name of one that answers a question."""
    names = [path.name for path in SOURCE.rglob("*.py")]
    assert [path for path in FOUND_IN.values() if names.count(Path(path).name) > 1] == []
    assert len(FOUND_IN) >= 20
