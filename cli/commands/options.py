"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

from cli.layout import default_folder

Data = Annotated[
    Path,
    typer.Option(
        "--data",
        help="The folder with configuration, database, sounds and logs.",
        default_factory=default_folder,
        show_default="$LINKA_DATA or ./data of the checkout",
        file_okay=False,
    ),
]
Citizen = Annotated[
    str,
    typer.Argument(
        help="The citizen's number, login, or code in the town's records; or a telephone number "
        "that only one has. By name: ./linka citizens --find NAME."
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
Limit = Annotated[int, typer.Option("--limit", min=1, max=10_000, help="So many at most.")]
