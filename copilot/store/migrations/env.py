"""What Alembic runs: on the connection that `copilot.store.migrate` hands in.

`alembic revision --autogenerate` reaches the same metadata through `metadatas()`.
"""

from alembic import context

from copilot.store.history import target_metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=target_metadata(),
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    transactional_ddl=True,
)
# The caller's transaction spans everything; Alembic must not commit inside of it.
context.run_migrations()
