"""``gkml completion``: what a shell loads to complete commands and options."""

from __future__ import annotations

import argparse
import sys

from gkml.commands.arguments import build_parser
from gkml.commands.messages import ALL_READ

__all__ = ["completion"]


def completion(options: argparse.Namespace) -> int:
    """Print the script; the exit status."""
    import shtab

    parser = build_parser(None)
    sys.stdout.write(shtab.complete(parser, shell=options.shell))
    return ALL_READ
