"""Passages of files, found by their words and by their meaning."""
