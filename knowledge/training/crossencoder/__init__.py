"""How the bundled cross-encoder is made; see `python -m knowledge.training.crossencoder --help`."""
