"""Speech models from the command line: the only door through which anything is ever downloaded."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from app.captions.engines.models import fetch_model, known_names, verify_model
from app.settings import load_settings

models = typer.Typer(no_args_is_help=True, help="Speech models.")
_notes = Console(stderr=True)


@models.command()
def fetch(
    name: Annotated[str | None, typer.Argument(help="Without a name, those known are listed.")] = None,
) -> None:
    """Download a model into the models folder; nothing else here ever asks the network for one."""
    if name is None:
        for known in known_names():
            typer.echo(known)
        return
    folder = load_settings().models_dir
    folder.mkdir(parents=True, exist_ok=True)
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=_notes) as bars:
        task = bars.add_task(name)
        model = fetch_model(
            name, folder, progress=lambda done, all_of_it: bars.update(task, completed=done, total=all_of_it)
        )
    typer.echo(f"{model.path}  {model.sha256}")


@models.command()
def verify(
    path: Annotated[Path, typer.Argument(help="A .pt file, a folder, or the name of a fetched model.")],
) -> None:
    """Look whether a model is whole and sound; a plain sentence and exit code 2 where it is not."""
    settings = load_settings()
    model = verify_model(path, settings.models_dir, memory=settings.speech_memory_gb * 1024**3)
    typer.echo(f"{model.kind.value}  {model.sha256}  sound")
