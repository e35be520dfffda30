"""POST /v1/agents and what can be done with an agent (Mistral OpenAPI: agents, beta)."""
