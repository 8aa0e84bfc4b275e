"""What a customer's message says: own words, questions, facts, mood.

`Understander` is the only way in; `IntentFinder` may be handed to it with an embedding model.
"""

from copilot.understand.intent import IntentFinder
from copilot.understand.understander import Understander

__all__ = ["IntentFinder", "Understander"]
