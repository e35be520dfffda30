"""The Files API: what was uploaded, and where it went."""
