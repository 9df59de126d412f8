"""Which of the figures in reach is the one asked for: signs of each, and a model that weighs them."""
