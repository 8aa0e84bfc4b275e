"""Finding things in a text by their shape and the words around them.

One module per kind of thing. Each offers a function that takes the text and yields
`Spot`s with exact spans; `knowledge.entities` decides which of overlapping spots stays.
"""
