"""Runs statements of SQL in DuckDB, in the folder it is started in: JSON of the last one's rows."""
import json
import sys
import duckdb

connection = duckdb.connect()
rows = []
for statement in json.load(sys.stdin):
    cursor = connection.execute(statement)
    if cursor.description:
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row)) for row in cursor.fetchall()]
print(json.dumps(rows, default=str))
