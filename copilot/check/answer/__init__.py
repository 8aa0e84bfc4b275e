"""Does the reply answer the message? Learned, calibrated models and what they look at."""

from copilot.check.answer.asking import asks_again
from copilot.check.answer.judge import Assessment, Judgement, assess, status_thresholds

__all__ = ["Assessment", "Judgement", "asks_again", "assess", "status_thresholds"]
