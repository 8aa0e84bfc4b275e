"""How the bundled weights were made: the embedding, the byte-pair ranks, the compound lexicon.

Run `python -m knowledge.training --help`. Nothing of the product imports this package.
"""
