"""The sandbox's Mistral."""
