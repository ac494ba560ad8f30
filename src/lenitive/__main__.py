"""`python -m lenitive` is the `lenitive` command."""

from lenitive.cli import main

main()
