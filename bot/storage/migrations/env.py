"""Run by Alembic: migrate over the connection that bot.storage.migrate opened."""

from alembic import context

from bot.storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,  # true on SQLite too, as our transactions begin with a real BEGIN
)
with context.begin_transaction():
    context.run_migrations()
