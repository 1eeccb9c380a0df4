"""The database's own index over the tokens of what can be found: FTS5 on SQLite, GIN over an array on PostgreSQL."""

from django.db import migrations

# Without positions (detail=none): a long word is looked for in the text itself, and the index stays a third as large.
SQLITE = [
    """CREATE VIRTUAL TABLE courses_searchtokens USING fts5(
        tokens, content='courses_searchentry', content_rowid='id', tokenize='ascii', detail=none)""",
    """CREATE TRIGGER courses_searchentry_added AFTER INSERT ON courses_searchentry BEGIN
        INSERT INTO courses_searchtokens(rowid, tokens) VALUES (new.id, new.tokens); END""",
    """CREATE TRIGGER courses_searchentry_gone AFTER DELETE ON courses_searchentry BEGIN
        INSERT INTO courses_searchtokens(courses_searchtokens, rowid, tokens)
        VALUES ('delete', old.id, old.tokens); END""",
    """CREATE TRIGGER courses_searchentry_changed AFTER UPDATE OF tokens ON courses_searchentry BEGIN
        INSERT INTO courses_searchtokens(courses_searchtokens, rowid, tokens)
        VALUES ('delete', old.id, old.tokens);
        INSERT INTO courses_searchtokens(rowid, tokens) VALUES (new.id, new.tokens); END""",
]
SQLITE_UNDO = [
    "DROP TRIGGER courses_searchentry_changed", "DROP TRIGGER courses_searchentry_gone",
    "DROP TRIGGER courses_searchentry_added", "DROP TABLE courses_searchtokens",
]
# Dearer than it is, so that the planner never reads every row's tokens where it could ask the index, but not so dear
# that each question is compiled first (JIT: 45 ms); plpgsql is not inlined, and without workers, which
# take longer to come than the index to answer.
POSTGRESQL = [
    """CREATE FUNCTION courses_tokens(tokens text) RETURNS text[] LANGUAGE plpgsql
        IMMUTABLE STRICT COST 100 AS
        $$ BEGIN RETURN pg_catalog.string_to_array(tokens, ' '); END $$""",
    "CREATE INDEX searchentry_tokens ON courses_searchentry USING gin (courses_tokens(tokens)) WITH (fastupdate = off)",
]
POSTGRESQL_UNDO = ["DROP INDEX searchentry_tokens", "DROP FUNCTION courses_tokens(text)"]


def _run(statements):
    def step(apps, schema_editor):
        for statement in statements.get(schema_editor.connection.vendor, []):
            schema_editor.execute(statement)

    return step


class Migration(migrations.Migration):
    dependencies = [("courses", "0006_search_entries")]
    operations = [
        migrations.RunPython(
            _run({"sqlite": SQLITE, "postgresql": POSTGRESQL}),
            _run({"sqlite": SQLITE_UNDO, "postgresql": POSTGRESQL_UNDO}),
        ),
    ]
