"""What 300 decisions on the demo shop teach; see `benchmarks.learning.__main__`."""
