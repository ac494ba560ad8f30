"""The diary in 20 seconds, with and without a connection, and the week that it shows."""
