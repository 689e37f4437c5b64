"""Speed, memory and size as ratios in one run: `make bench`. The machine decides the numbers."""
