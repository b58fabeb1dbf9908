"""Error localisation (Fellegi and Holt 1976): the fewest, likeliest cells that must be wrong where sums contradict."""
