"""Agents and conversations of the service (Mistral OpenAPI: agents and conversations, beta)."""
