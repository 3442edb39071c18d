"""The quality of service: feedback, ratings, indicators, criteria, dialogues (chất lượng phục vụ)."""

from thutuc.quality.criteria import Counting, CriteriaSet, Criterion, Excess, Precondition, Target
from thutuc.quality.definitions import Definitions, definitions
from thutuc.quality.dialogue import Dialogue, DialogueReport, Issue, Opinion, Outcome
from thutuc.quality.duties import DatedLimit, Duty, Standing
from thutuc.quality.feedback import Feedback, FeedbackKind, FeedbackState, FeedbackTally, update_days
from thutuc.quality.figures import Check, Share
from thutuc.quality.friendly import (
    Assessment,
    Commitment,
    Evidence,
    Recognition,
    Requirement,
    overview,
)
from thutuc.quality.index import (
    Empty,
    IndexGroup,
    IndexIndicator,
    IndexPart,
    IndexScore,
    ServiceIndex,
    satisfied_dossiers,
    scaled,
)
from thutuc.quality.indicators import Classing, Indicator, PointRule, Scorecard, Scoring, timing
from thutuc.quality.letters import ApologyCoverage, Letter, LetterKind, LetterRule
from thutuc.quality.printing import QualityTable
from thutuc.quality.ratings import Form, Option, Question, Questionnaire, Ratings, SurveyBase
from thutuc.quality.scales import Dated, Grade, Scale

__all__ = [
    "ApologyCoverage",
    "Assessment",
    "Check",
    "Classing",
    "Commitment",
    "Counting",
    "CriteriaSet",
    "Criterion",
    "Dated",
    "DatedLimit",
    "Definitions",
    "Dialogue",
    "DialogueReport",
    "Duty",
    "Empty",
    "Evidence",
    "Excess",
    "Feedback",
    "FeedbackKind",
    "FeedbackState",
    "FeedbackTally",
    "Form",
    "Grade",
    "IndexGroup",
    "IndexIndicator",
    "IndexPart",
    "IndexScore",
    "Indicator",
    "Issue",
    "Letter",
    "LetterKind",
    "LetterRule",
    "Opinion",
    "Option",
    "Outcome",
    "PointRule",
    "Precondition",
    "QualityTable",
    "Question",
    "Questionnaire",
    "Ratings",
    "Recognition",
    "Requirement",
    "Scale",
    "Scorecard",
    "Scoring",
    "ServiceIndex",
    "Share",
    "Standing",
    "SurveyBase",
    "Target",
    "definitions",
    "overview",
    "satisfied_dossiers",
    "scaled",
    "timing",
    "update_days",
]
