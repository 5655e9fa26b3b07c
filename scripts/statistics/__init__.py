"""What the corpus is made of, next to what it is meant to be: numbers, targets, plots."""
