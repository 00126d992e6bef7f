"""Migrations run online only, over the connection or the URL they are given."""

import sqlalchemy as sa

from alembic import context
from dispatch_server.adapters.storage.tables import metadata

url = context.config.get_main_option("sqlalchemy.url")
with sa.create_engine(url or "sqlite://").connect() as connection:
    context.configure(connection, target_metadata=metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
