"""The commands, one a file. A module has `command`, or `application` with commands of its own."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """A command's name, and its line in the overview. Its file is imported when it is called."""

    name: str
    help: str
    hidden: bool = False
    file: str = ""
    """Where it is, if not in the file of that name: Python keeps some names for itself."""

    @property
    def module(self) -> str:
        return f"cli.commands.{self.file or self.name.replace('-', '_')}"


COMMANDS = (
    Entry("up", "Set up what is missing and run everything, with the demo town."),
    Entry("down", "Stop what runs; calls may end first."),
    Entry("status", "Show what runs."),
    Entry("call", "Ring the number over real SIP and print the conversation."),
    Entry("calls", "List the calls that came last."),
    Entry("visits", "List the visits that were booked last."),
    Entry("closures", "List what closes, and what becomes of everyone concerned."),
    Entry("waitlist", "List who waits for a slot, and what is offered to them."),
    Entry("applications", "List the applications that changed last."),
    Entry("import", "Take in a file of the town's records system.", file="import_files"),
    Entry("token", "Make and end tokens by which other systems get in."),
    Entry("messages", "List the messages that were written last."),
    Entry("operators", "List the operators with their skills."),
    Entry("queue", "List the callers who wait for a person."),
    Entry("why", "Tell why a call came to whom it came, or still waits."),
    Entry("simulate", "Try the routing policy on a described load and staff."),
    Entry("demo-data", "Show the demo town's public accounts."),
    Entry("backup", "Write everything that must survive into one file, while all runs."),
    Entry("restore", "Bring a data folder back to a backup."),
    Entry("audit", "Check that nobody has changed the audit."),
    Entry("citizens", "Find citizens; each search stands in the audit."),
    Entry("export", "Write everything about one person into one file."),
    Entry("erase", "Erase a person for good."),
    Entry("retention", "Show how long what is kept, and why."),
    Entry("providers", "Show the addresses for SMS providers; they are as good as a password."),
    Entry("topics", "List the topics, or write those edited here back into their files."),
    Entry("town", "Check a town's files, and which visits a change of hours would leave behind."),
    Entry("menu", "Check or draw a menu tree."),
    Entry("test", "Run the checks and the tests; arguments go to pytest."),
    Entry("check", "Run the checks alone: style, types, imports, menus, texts."),
    Entry("soak", "Run a long test: soak failures."),
    Entry("bench", "Run a benchmark: bench ivr."),
    Entry("run", "Run one process of Linka in this terminal.", hidden=True),
)
