"""Migrations run online only, over the database they are given."""

from alembic import context
from dispatch_server.adapters.storage.tables import metadata

with context.config.attributes["engine"].connect() as connection:
    context.configure(connection, target_metadata=metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
