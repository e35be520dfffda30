"""The Mistral client: httpx and nothing else between us and the wire."""
