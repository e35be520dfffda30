"""Tools of MCP servers (modelcontextprotocol.io), over the official SDK, which is imported only where one is set."""
