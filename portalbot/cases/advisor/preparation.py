"""What a client sees to before the filing ends for good (DOMAIN §1.1, steps 8 and 9). Ticks are kept in the ledger."""

PREPARATION: dict[str, tuple[str, str]] = {
    "contents": ("the site's contents are backed up", "已备份网站内容"),
    "users": ("the users' data is backed up", "已备份用户数据"),
    "database": ("the database is backed up", "已备份数据库"),
    "told": ("the users have been told", "已通知用户"),
}
"""Item → what it says, in English and Chinese."""
