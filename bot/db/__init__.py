"""Everything SQL: tables, queries, the engine and the migrations."""
