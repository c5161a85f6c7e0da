"""Who is at the keyboard, as the audit tells of them."""

import getpass


def at_the_keyboard() -> str:
    """The system's user; who may use the command line is known by that name only."""
    try:
        return f"shell:{getpass.getuser()}"
    except (KeyError, OSError):
        return "shell"  # a container may have no name for its user
