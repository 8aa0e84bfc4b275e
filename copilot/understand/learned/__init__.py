"""What is learned rather than written down: who complains, who wants anything at all.

`signs` and `linear` are the parts, `complaining` and `wanting` the two models; their weights lie
beside, with a card.
"""
