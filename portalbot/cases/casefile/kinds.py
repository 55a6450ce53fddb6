"""Which numbers a kind of cancellation ends (DOMAIN §1.3, §4).

Who holds a licence has its number in place of a 备案号, and with a suffix for each site: 粤B2-20090059-5 is a website's
number, and nothing that ends it ends the licence.
"""

from pages.terms import LICENCE_NUMBER, NUMBER, Kind, is_site_number, subject_of


def why_not(kind: Kind, number: str) -> tuple[str, str] | None:
    """Return why a number is none of what a kind ends, and the cure; None where it fits."""
    bare, of_licence = subject_of(number), LICENCE_NUMBER.match(number) is not None
    of_site = is_site_number(number)
    if kind is Kind.LICENCE and not of_licence:
        if of_site and LICENCE_NUMBER.match(bare):
            cure = f"write {bare} to end the licence, or choose 注销网站 or 取消接入 to end that website"
            return f"{number} is the number of a website of the licence's holder", cure
        cure = "write it like 粤B2-20090191 or 京ICP证030173号, or choose another kind"
        return f"许可证 needs the number of a licence, not {number}", cure
    if kind is not Kind.LICENCE and not NUMBER.match(number):
        return f"{kind} needs a 备案号, not {number}", "correct it, or choose 许可证"
    if kind is Kind.SUBJECT and of_site:
        return f"注销主体 needs the bare number, not {number}", f"write {bare}, or choose 注销网站"
    if kind in (Kind.SITE, Kind.ACCESS) and not of_site:
        whole = "注销主体, or 许可证 to end the licence itself" if of_licence else "注销主体"
        return f"{kind} needs the number of a site", f"write {number}-1 or the suffix of that site, or choose {whole}"
    return None
