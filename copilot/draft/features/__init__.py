"""What the selector looks at: numbers that tell how well a unit answers a question.

Each is worked out for all units of a message at once. `NAMES` fixes their order.
"""

from copilot.draft.features.candidates import Asked, Candidate
from copilot.draft.features.kinds import asks_product_price
from copilot.draft.features.matrix import NAMES, features

__all__ = ["NAMES", "Asked", "Candidate", "asks_product_price", "features"]
