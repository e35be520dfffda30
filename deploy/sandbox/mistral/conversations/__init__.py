"""POST /v1/conversations and what can be done with one (Mistral OpenAPI: conversations, beta)."""
