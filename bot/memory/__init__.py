"""What was said and sent, found again by its words and by its meaning."""
