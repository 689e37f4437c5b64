"""Speed, memory and size as ratios in one run: `make bench`. Never a test: the machine decides the numbers."""
