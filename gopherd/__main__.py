"""``python -m gopherd`` is the command ``gopherd``."""

from gopherd.cli import main

if __name__ == "__main__":
    main()
