"""The engines that run the expressions: DuckDB in this process, Spark where one machine is outgrown."""
