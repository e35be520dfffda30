from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field, SecretStr

from bot.settings.checks import tool_patterns


class ToolSettings(BaseModel):
    """Tools"""

    approvals: Annotated[str, AfterValidator(tool_patterns)] = Field(
        "ask",
        description='Before a tool changes something a person is asked ("ask"). Tools named here are not asked about '
        "in a turn that has read nobody else's words.",
        examples=["create_ticket, shop_*"],
    )
    web_pages: bool = Field(
        True, description="Whether the model may fetch pages of the public web.", examples=["false"]
    )
    web_proxy: str = Field(
        "",
        pattern=r"^$|^https?://[^\s]+$",
        description="An HTTP proxy through which pages are fetched.",
        examples=["http://proxy:3128"],
    )
    mcp_servers: SecretStr = Field(
        SecretStr(""),
        description='Tool servers (MCP): {"mcpServers": {...}} as usual, or the path of a file of it; ${NAME} in it '
        "stands for a variable.",
        examples=["mcp.json"],
    )

    @property
    def unattended(self) -> tuple[str, ...]:
        """Patterns of the tools that need not be asked about."""
        if self.approvals.strip().lower() == "ask":
            return ()
        return tuple(each.strip() for each in self.approvals.split(",") if each.strip())
