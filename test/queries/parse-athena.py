"""Parses statements of SQL in Athena's dialect: JSON of each one's kind, its tables and its columns."""
import json
import sys
import sqlglot
from sqlglot import expressions

parsed = [sqlglot.parse_one(statement, read="athena", error_level=sqlglot.ErrorLevel.RAISE) for statement in json.load(sys.stdin)]
print(json.dumps([
    {
        "kind": type(tree).__name__,
        "tables": sorted({table.name for table in tree.find_all(expressions.Table)}),
        "columns": [column.name for column in tree.find_all(expressions.ColumnDef)],
    }
    for tree in parsed
]))
