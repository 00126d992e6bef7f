"""What the server's role may do on PostgreSQL: never change or remove a journal row."""

import psycopg
import sqlalchemy as sa

from dispatch_server.adapters.storage.tables import READ_ADD_AND_CHANGE, metadata

DAY_MAKERS = ("make_fix_day", "drop_fix_day")
"""Functions that make and drop a day of positions with the owner's rights."""
FORBIDDEN = "UPDATE, DELETE, TRUNCATE"


class RightsFault(Exception):
    """The roles of the database are not as they must be; the text says what to do."""


def grant(connection: sa.Connection, server: sa.URL) -> None:
    """Let the server's role in, with the rights that each table says in its `info`.

    The role is created where there is none, which asks CREATEROLE of the owner. Nothing is granted
    where owner and server are the same role: `may_change_the_journal` tells.
    """
    role = str(server.username)
    if connection.scalar(sa.text("SELECT current_user")) == role:
        return
    known = sa.text("SELECT 1 FROM pg_roles WHERE rolname = :name")
    if not connection.scalar(known, {"name": role}):
        _create(connection, role, server.password)
    quoted = sa.text("SELECT quote_ident(current_database()), quote_ident(:role)")
    database, name = connection.execute(quoted, {"role": role}).one()
    for statement in (
        f"GRANT CONNECT ON DATABASE {database} TO {name}",
        f"GRANT USAGE ON SCHEMA public TO {name}",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {name}",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {name}",
        f"GRANT SELECT ON alembic_version TO {name}",
        *(
            f"GRANT {table.info.get('server_may', READ_ADD_AND_CHANGE)} ON {table.name} TO {name}"
            for table in metadata.sorted_tables
        ),
        *(f"GRANT EXECUTE ON FUNCTION {maker}(date) TO {name}" for maker in DAY_MAKERS),
    ):
        connection.exec_driver_sql(statement)


def may_change_the_journal(connection: sa.Connection) -> bool:
    """Return whether the connected role could change or remove journal rows."""
    asked = sa.select(sa.func.has_table_privilege("journal", FORBIDDEN))
    return bool(connection.scalar(asked))


def _create(connection: sa.Connection, role: str, password: str | None) -> None:
    if not password:
        raise RightsFault(
            f"there is no role {role}: create it, or give its password so that migrate can"
        )
    driver = connection.connection.driver_connection
    if not isinstance(driver, psycopg.Connection):
        raise TypeError("roles are created on PostgreSQL only")
    verifier = driver.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256")
    statement = connection.scalar(
        sa.text("SELECT format('CREATE ROLE %I LOGIN PASSWORD %L', :role, :verifier)").bindparams(
            sa.bindparam("role", type_=sa.Text), sa.bindparam("verifier", type_=sa.Text)
        ),
        {"role": role, "verifier": verifier.decode()},
    )
    connection.exec_driver_sql(str(statement))
