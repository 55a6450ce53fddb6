"""A portal to practise on: static pages and a standard-library server with a memory.

`python -m mock_portal` starts it; `mock_portal.web.server.Portal` starts it inside a test, `mock_portal.desk.desk.Desk`
answers without any network for a `mock_portal.desk.practice_office.PracticeOffice`: the authority,
`mock_portal.office.office.Office`, with the faults that are set. Each floor knows only those below it: web, desk,
office. It imports nothing of the bot.
"""
