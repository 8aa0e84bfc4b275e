"""How the weights of the answer model were made. Run `python -m copilot.check.training`."""
