"""The reports that one document holds, cut apart before any table is placed, so that no record mixes two."""
