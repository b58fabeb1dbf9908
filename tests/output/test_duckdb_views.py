"""Statements that make the tables and views of a DuckDB file."""

from __future__ import annotations

import duckdb

from gkml.output.duckdb_views import schema_to_sql, views_to_sql
from gkml.output.tables import table_schemas
from gkml.template import load_templates


def test_tables_and_views_are_made_with_a_comment_on_each() -> None:
    schemas = table_schemas()
    base = duckdb.connect()
    for statement in (*schema_to_sql(schemas), *views_to_sql(schemas, load_templates())):
        base.execute(statement)
    tables = dict(base.execute("SELECT table_name, comment FROM duckdb_tables()").fetchall())
    views = dict(base.execute("SELECT view_name, comment FROM duckdb_views() WHERE NOT internal").fetchall())
    assert set(tables) == set(schemas)
    assert {"figures", "doubtful", "failed_checks"} <= set(views)
    assert all([*tables.values(), *views.values()])
    assert [row[0] for row in base.execute("DESCRIBE reports").fetchall()] == [one.name for one in schemas["reports"]]
    for view in views:
        assert base.execute(f"SELECT count(*) FROM {view}").fetchone() == (0,)
