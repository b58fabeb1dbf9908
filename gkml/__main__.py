"""``python -m gkml``."""

from __future__ import annotations

import sys

from gkml.cli import main

if __name__ == "__main__":
    sys.exit(main())
