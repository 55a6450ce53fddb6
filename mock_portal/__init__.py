"""A portal to practise on: static pages and a standard-library server with a memory.

`python -m mock_portal` starts it; `mock_portal.server.Portal` starts it inside a test, `mock_portal.desk.Desk` answers
without any network, `mock_portal.office.Office` is the authority behind both. It imports nothing of the bot.
"""
