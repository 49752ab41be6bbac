"""The command `backchat`: what each sub-command takes. What it does stands in bot/commands/."""

# ruff: noqa: PLC0415, FBT002
# A command imports what it needs when it is called, so that `--help` and `init` need not wait for the model;
# and a flag with a default is typer's way to declare one.

import gc
import io
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

app = typer.Typer(
    name="backchat",
    help="Answers a clinic's patients on Telegram with words that the clinic approved.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

COLLECT_AFTER = 100_000
"""New objects after which Python looks for garbage. Content is some 500,000 that stay: with Python's 700 a fifth of a
start would go into looking through them again and again."""

Content = Annotated[
    Path | None,
    typer.Option("--content", help="A content folder.", show_default="the example content"),
]
Config = Annotated[
    Path | None,
    typer.Option("--config", help="The clinic's config.yaml.", show_default="config.yaml, if it is there"),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def init(folder: Annotated[Path, typer.Argument(help="A new folder for the clinic's own files.")]) -> None:
    """Make a clinic's own folder: its content and a config.yaml to edit."""
    from bot.commands.init import make_folder

    raise typer.Exit(make_folder(folder))


@app.command()
def setup(config: Config = None) -> None:
    """Show the ids of whoever writes to the bot and of its groups, and what is missing."""
    from bot.commands.setup import show_setup

    raise typer.Exit(show_setup(config))


@app.command()
def run(config: Config = None) -> None:
    """Run the bot on Telegram."""
    from bot.commands.run import run_bot

    raise typer.Exit(run_bot(config))


@app.command("rotate-key")
def rotate_key(config: Config = None) -> None:
    """Encrypt the database with a new key; the bot must not run meanwhile."""
    from bot.commands.rotate_key import rotate

    raise typer.Exit(rotate(config))


@app.command()
def chat(content: Content = None, config: Config = None) -> None:
    """Chat with the bot in this terminal; needs no token."""
    from bot.commands.chat import chat_here

    raise typer.Exit(chat_here(content, config))


@app.command()
def demo(
    content: Content = None,
    config: Config = None,
    open_page: Annotated[bool, typer.Option("--open/--no-open", help="Open the page in the browser.")] = True,
) -> None:
    """The whole bot on this computer, with a page in the browser; needs no token."""
    from bot.commands.demo import show_demo

    raise typer.Exit(show_demo(content, config, open_page=open_page))


@app.command()
def ask(
    text: Annotated[str | None, typer.Argument(help="One message, as a patient would write it.")] = None,
    jsonl: Annotated[
        str | None,
        typer.Option("--jsonl", metavar="FILE", help="Many messages: one JSON object a line, - for standard input."),
    ] = None,
    as_json: AsJson = False,
    why: Annotated[bool, typer.Option("--why", help="Show what was read, the candidates and their scores.")] = False,
    content: Content = None,
) -> None:
    """What would the bot say to this one message?"""
    if (text is None) == (jsonl is None):
        _misused('ask: give one message in quotes, or --jsonl FILE. For example: backchat ask "heat or ice"')
    if jsonl is not None and why:
        _misused("ask: --why goes with one message in quotes, not with --jsonl.")
    if jsonl is not None:
        from bot.commands.ask import ask_many

        raise typer.Exit(ask_many(jsonl, content))
    if why:
        from bot.commands.why import ask_why

        raise typer.Exit(ask_why(text or "", content, as_json=as_json))
    from bot.commands.ask import ask_one

    raise typer.Exit(ask_one(text or "", content, as_json=as_json))


@app.command()
def check(
    folder: Annotated[
        Path | None, typer.Argument(help="The content folder.", show_default="the example content")
    ] = None,
    content: Annotated[
        Path | None, typer.Option("--content", help="The same, as for other commands.", show_default=False)
    ] = None,
) -> None:
    """Validate all content and run its own test phrases."""
    from bot.commands.check import check_content

    if folder and content:
        _misused("check: name one content folder, not two.")
    raise typer.Exit(check_content(folder or content))


@app.command("eval")
def evaluate(
    file: Annotated[
        Path | None,
        typer.Argument(
            help="Labelled messages, one JSON object a line.",
            show_default="the content's own phrases, by cross-validation (about 90 s)",
        ),
    ] = None,
    before: Annotated[Path | None, typer.Argument(help="An earlier --json output to compare with.")] = None,
    plot: Annotated[Path | None, typer.Option("--plot", help="Also draw answers over the threshold, a PNG.")] = None,
    as_json: AsJson = False,
    content: Content = None,
) -> None:
    """Measure how well messages are understood."""
    from bot.commands.evaluate import evaluate_file

    raise typer.Exit(evaluate_file(file, before, content, plot, as_json=as_json))


@app.command()
def tune(
    files: Annotated[list[Path], typer.Argument(help="Labelled messages, one JSON object a line.")],
    content: Content = None,
) -> None:
    """Choose the thresholds in matching.yaml by labelled messages."""
    from bot.commands.tune import tune_thresholds

    raise typer.Exit(tune_thresholds(files, content))


@app.command()
def doctor(config: Config = None) -> None:
    """Look at config, token, group, database and content, and say what to do."""
    from bot.commands.doctor import examine

    raise typer.Exit(examine(config))


@app.command()
def backup(
    file: Annotated[
        Path | None, typer.Argument(help="Where to put the copy.", show_default="beside the database, with the time")
    ] = None,
    config: Config = None,
) -> None:
    """Copy the database, also while the bot runs, and prove the copy."""
    from bot.commands.backup import make_backup

    raise typer.Exit(make_backup(file, config))


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A copy made by `backchat backup`.")],
    config: Config = None,
) -> None:
    """Put a backup in place of the database; stop the bot first."""
    from bot.commands.backup import restore_backup

    raise typer.Exit(restore_backup(file, config))


@app.command()
def parked(
    replay: Annotated[
        str | None, typer.Option("--replay", metavar="ID|all", help="Have one of them, or all, handled again.")
    ] = None,
    config: Config = None,
) -> None:
    """List the updates that failed too often and were set aside, without what is in them."""
    from bot.commands.parked import show_parked

    raise typer.Exit(show_parked(config, replay))


@app.command()
def suggestions(
    config: Config = None,
    clear: Annotated[bool, typer.Option("--clear", help="Delete them once they are printed.")] = False,
) -> None:
    """Print the questions that patients suggested to the clinic."""
    from bot.commands.suggestions import show_suggestions

    raise typer.Exit(show_suggestions(config, clear=clear))


@app.command()
def sandbox(
    port: Annotated[int, typer.Option("--port", help="Where to listen; 0 takes any free port.")] = 8081,
    floods: Annotated[bool, typer.Option("--floods", help="Refuse what is faster than Telegram allows.")] = False,
) -> None:
    """A local Telegram Bot API server alone, for any Bot API client; needs no token."""
    from bot.commands.sandbox import serve_sandbox

    raise typer.Exit(serve_sandbox(port, floods=floods))


@app.command()
def schema(
    folder: Annotated[
        Path | None, typer.Argument(help="Where to write the schema files.", show_default="faq/schema")
    ] = None,
) -> None:
    """Write JSON Schema files, with which an editor completes and checks content files."""
    from bot.commands.schema import write_schemas

    raise typer.Exit(write_schemas(folder))


def _misused(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(2)


def main() -> None:
    """The console script."""
    gc.set_threshold(COLLECT_AFTER)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    app()
