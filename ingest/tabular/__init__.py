"""What the cells of tables measure, read from their rows, heads and captions."""
