"""The sandbox's Discord."""
