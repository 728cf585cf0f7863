"""The database role of the site: it reads and writes rows, and can change neither tables nor what stands.

Whoever takes over a web server then still cannot rewrite the audit log, switch a trigger off or empty a table.
"""

from typing import LiteralString

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from psycopg import sql

AUDIT = "auditlog_logentry"
# Which migrations have run is for the role that runs them.
_ONLY_READ = ("django_migrations",)


@transaction.atomic
def grant_site_role(name: str, *, password: str) -> None:
    """Create the role, or renew its password and its rights on the tables that there are now. Run after `migrate`.

    Args:
        name: of the role; it must not be the one that is connected now, which owns the tables.
        password: with which the site connects.
    """
    role = sql.Identifier(name)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name])
        verb = sql.SQL("ALTER" if cursor.fetchone() else "CREATE")
        rights = sql.SQL("LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD")
        _run(cursor, "{} ROLE {} {} {}", verb, role, rights, sql.Literal(password))
        _run(cursor, "REVOKE CREATE ON SCHEMA public FROM PUBLIC, {}", role)
        _run(cursor, "REVOKE TEMPORARY ON DATABASE {} FROM PUBLIC", sql.Identifier(connection.settings_dict["NAME"]))
        _run(cursor, "GRANT USAGE ON SCHEMA public TO {}", role)
        _run(cursor, "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}", role)
        _run(cursor, "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}", role)
        _run(cursor, "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}", role)
        for table in _ONLY_READ:
            _run(cursor, "REVOKE INSERT, UPDATE, DELETE ON {} FROM {}", sql.Identifier(table), role)
        # Rows are only added; one may lose its actor when the login of that person is deleted.
        _run(cursor, "REVOKE UPDATE, DELETE ON {} FROM {}", sql.Identifier(AUDIT), role)
        _run(cursor, "GRANT UPDATE (actor_id) ON {} TO {}", sql.Identifier(AUDIT), role)


def _run(cursor: CursorWrapper, text: LiteralString, *parts: sql.Composable) -> None:
    """Run a statement of which names and the password are parts, which no parameter can be."""
    cursor.execute(sql.SQL(text).format(*parts).as_string())
