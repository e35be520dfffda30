"""One file per command, declared once for every platform; this list is the only registry."""

from collections.abc import Sequence
from typing import Any

from bot.core.command import Commands
from bot.core.parameters import Suggest
from commands.about import About, about_command
from commands.agent import agent_command
from commands.ask import ASK
from commands.describe import describe_command
from commands.digest import Digests, digest_command, digest_due
from commands.explain import EXPLAIN
from commands.extract import Extract, extract_command
from commands.forget import Forget, forget_command
from commands.help import help_command
from commands.home import HELP, SETTINGS, USAGE, home_command, told_by
from commands.memory import Noted, memory_command
from commands.model import model_command
from commands.ocr import Saved, ocr_command
from commands.persona import SetPersona, persona_command
from commands.reminders import Reminders, reminder_due, reminders_command
from commands.retry import Retry, retry_command
from commands.rewrite import REWRITE
from commands.scoped import Choose
from commands.search import SearchFor, search_command
from commands.settings import ShowSettings, settings_command
from commands.stop import Stop, stop_command
from commands.summarize import Summarise, summarize_command
from commands.translate import TRANSLATE
from commands.usage import ReportUsage, usage_command


def all_commands(
    bot_name: str,
    *,
    stop: Stop,
    retry: Retry,
    saved: Saved,
    extract: Extract,
    summarise: Summarise,
    digests: Digests,
    reminders: Reminders,
    choose_agent: Choose,
    agent_names: Suggest,
    model_names: Suggest,
    report_usage: ReportUsage,
    choose_model: Choose,
    persona: SetPersona,
    show_settings: ShowSettings,
    about: About,
    forget: Forget,
    search: SearchFor,
    noted: Noted,
) -> Commands:
    """Every command, built with what it needs."""
    holding = settings_command(show_settings)
    listed = [
        ASK,
        describe_command(bot_name),
        ocr_command(saved, bot_name),
        extract_command(extract, bot_name),
        summarize_command(summarise),
        digest_command(digests),
        reminders_command(reminders),
        search_command(search),
        memory_command(noted),
        TRANSLATE,
        EXPLAIN,
        REWRITE,
        agent_command(choose_agent, agent_names),
        model_command(choose_model, model_names),
        persona_command(persona),
        holding,
        usage_command(report_usage),
        forget_command(forget),
        about_command(about),
        stop_command(stop),
        retry_command(retry, model_names),
    ]
    helping = help_command(listed, bot_name)
    page = home_command([(HELP, told_by(helping)), (SETTINGS, told_by(holding)), (USAGE, report_usage.in_words)])
    return Commands([*listed, helping], [digest_due(digests), reminder_due(reminders)], [page])


class _Absent:
    """In the place of a part: a command can be declared with it, and not be run."""

    def __call__(self, *_: Any, **__: Any) -> Any:
        raise LookupError("this command was only declared; the part that it needs is not there")

    def __getattr__(self, name: str) -> Any:
        return self


async def _unknown(_typed: str) -> Sequence[str]:
    """Nothing can be suggested where no part is there to know it."""
    return ()


def declared(bot_name: str) -> Commands:
    """Every command as it is declared, for manifests and help; those that need a part cannot be run."""
    absent: Any = _Absent()
    return all_commands(
        bot_name,
        stop=absent,
        retry=absent,
        saved=absent,
        extract=absent,
        summarise=absent,
        digests=absent,
        reminders=absent,
        search=absent,
        noted=absent,
        choose_agent=absent,
        agent_names=_unknown,
        model_names=_unknown,
        report_usage=absent,
        choose_model=absent,
        persona=absent,
        show_settings=absent,
        about=absent,
        forget=absent,
    )
