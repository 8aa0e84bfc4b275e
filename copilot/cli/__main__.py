"""`python -m copilot.cli`: the command where its script is not on the PATH."""

from copilot.cli import main

main()
