"""The decree as tables: no rows, no input or output, no clock. Read this folder first."""
