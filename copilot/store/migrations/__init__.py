"""The migration history. Alembic finds its files by path; nothing imports them."""
