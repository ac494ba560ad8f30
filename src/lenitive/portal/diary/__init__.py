"""The diary in 20 seconds, with and without a connection, and the week that it shows.

The clinic's page of what came from home asks `lenitive.portal.diary.from_home.from_home`.
"""
