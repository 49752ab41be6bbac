"""What each start of the bot loads, loaded once: a process forked from one that imported this has it already."""

from pathlib import Path
from tempfile import TemporaryDirectory

from faq.build import open_folder
from tests.bot.commands.folders import library_faq
from tests.empty_database import empty_database

empty_database()
with TemporaryDirectory() as folder:
    open_folder(library_faq(Path(folder))).knowledge.understand("back")
