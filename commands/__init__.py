"""One file per command, declared once for every platform."""
