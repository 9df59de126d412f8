"""Which sentences answer in words: signs of each, and a model that weighs them."""
