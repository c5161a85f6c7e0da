"""The kinds of fields that `config.yaml` has."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Port = Annotated[int, Field(ge=1024, le=65535)]
SocketUrl = Annotated[str, StringConstraints(pattern=r"^(wss?://[A-Za-z0-9.:/_\[\]-]+)?$")]
WebUrl = Annotated[str, StringConstraints(pattern=r"^https?://[A-Za-z0-9.:/_\[\]-]+$")]
Place = Annotated[str, StringConstraints(pattern=r"^([A-Za-z0-9.-]+(:[0-9]{1,5})?)?$")]
Number = Annotated[str, StringConstraints(pattern=r"^\+?[0-9]{3,15}$")]
Address = Annotated[
    str, StringConstraints(pattern=r"^([A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+)?$")
]
Domain = Annotated[str, StringConstraints(pattern=r"^([A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+)?$")]
Line = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f\"\\]{0,100}$")]
"""A line of text that can stand in quotes in the file."""


class Section(BaseModel):
    """No unknown fields, no changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)
