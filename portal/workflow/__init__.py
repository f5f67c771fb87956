"""The one gate: interprets the regulation; every read and write passes here."""
