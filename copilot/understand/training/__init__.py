"""How the weights of `copilot.understand.learned` were made, from the labelled messages beside.

Run `python -m copilot.understand.training`.
"""
