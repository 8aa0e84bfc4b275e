"""Does the reply answer the question? A learned, calibrated model and what it looks at."""

from copilot.check.answer.asking import asks_again
from copilot.check.answer.judge import (
    Judgement,
    judge_questions,
    message_probability,
    status_thresholds,
)

__all__ = ["Judgement", "asks_again", "judge_questions", "message_probability", "status_thresholds"]
