"""The composition of commands."""

from functools import partial

from bot.about import about
from bot.charting import usage_report
from bot.choosing import agent_choosing, in_force, model_choosing, personas
from bot.core.access import Access
from bot.core.command import Again, CommandContext, Commands
from bot.core.forgetting import Forgetting
from bot.core.ports import Clock
from bot.core.retrying import Retrying
from bot.filing import extraction
from bot.parts import Ports
from bot.remembering import note_answers, search_answers
from bot.settings import Settings
from bot.summarising import digests, summaries
from bot.tools.saving import saved
from commands import all_commands
from commands.stop import Stop


def offered(settings: Settings, ports: Ports, access: Access, clock: Clock, stop: Stop) -> Commands:
    """Every command, over these ports."""
    summarise = summaries(settings, ports.platforms, ports.model, ports.models, ports.files.tokens)

    async def retry(context: CommandContext, model: str) -> Again:
        return await Retrying(ports.answers, commands)(context, model)

    models = model_choosing(settings, ports.models, ports.preferences, access)
    agents = agent_choosing(settings, ports.engines.agents, ports.preferences, access)
    commands = all_commands(
        settings.bot_name,
        choose_agent=agents,
        agent_names=agents.suggested,
        model_names=models.suggested,
        stop=stop,
        report_usage=usage_report(settings, ports.ledger, ports.charts, access, ports.platforms, clock),
        choose_model=models,
        persona=personas(settings, ports.preferences, access),
        show_settings=in_force(settings, ports.preferences, ports.platforms),
        about=lambda: about(settings, ports.memory.index, ports.tool_servers()),
        forget=Forgetting(ports.remembered, ports.engines.agents, access),
        retry=retry,
        saved=partial(saved, ports.files.shelf),
        extract=extraction(
            settings, ports.files, preferences=ports.preferences, model=ports.model, models=ports.models
        ),
        summarise=summarise,
        digests=digests(settings, ports.timetable, summarise, ports.platforms, clock),
        reminders=ports.reminders,
        search=search_answers(settings, ports.memory, ports.platforms),
        noted=note_answers(settings, ports.memory),
    )
    return commands
