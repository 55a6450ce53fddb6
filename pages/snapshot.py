"""A page as one text of HTML: what stands in its fields, its styles within, nothing that runs."""

from playwright.sync_api import Locator

from pages import sight

_SNAPSHOT = """(root, mark) => {
    const document = root.ownerDocument;
    const copy = root.cloneNode(true);
    const all = [...root.querySelectorAll('*')];
    const over = new Set(all.filter(each =>
        each.hasAttribute(mark) || /fixed|sticky/.test(getComputedStyle(each).position)));
    const placed = each => over.has(each) || each.parentElement && placed(each.parentElement);
    const under = [...copy.querySelectorAll('*')].filter((_, i) => over.has(all[i]) ||
        getComputedStyle(all[i]).position === 'absolute' && placed(all[i]));
    const live = [...document.querySelectorAll('input,textarea,select')];
    [...copy.querySelectorAll('input,textarea,select')].forEach((field, i) => {
        if (field.type === 'password') { field.removeAttribute('value'); return; }
        if (field.type === 'file') {
            field.removeAttribute('value');
            if (live[i].files.length) field.replaceWith([...live[i].files].map(file => file.name).join('、'));
            return;
        }
        if (field.tagName === 'TEXTAREA') field.textContent = live[i].value;
        else if (field.tagName === 'SELECT') [...field.options].forEach(option =>
            option.toggleAttribute('selected', option.value === live[i].value));
        else field.setAttribute('value', live[i].value);
        if (live[i].checked) field.setAttribute('checked', '');
    });
    for (const each of under) {
        const said = each.textContent.trim() || each.querySelector('img,input');
        const put = { position: 'static', transform: 'none', margin: '0', ...(said ? {} : { display: 'none' }) };
        for (const [name, value] of Object.entries(put)) each.style.setProperty(name, value, 'important');
        each.removeAttribute(mark);
    }
    copy.querySelectorAll('script,link,noscript,meta[charset]').forEach(e => e.remove());
    const rules = [...document.styleSheets].flatMap(sheet => {
        try { return [...sheet.cssRules].map(rule => rule.cssText); } catch { return []; }
    });
    const style = document.createElement('style');
    style.textContent = rules.join('\\n');
    const charset = document.createElement('meta');
    charset.setAttribute('charset', 'utf-8');
    copy.querySelector('head').append(charset, style);
    return '<!DOCTYPE html>' + copy.outerHTML;
}"""
"""Makes the text of an `html` element.

What is fixed to the window, and what is marked as lying over the page, is put into the flow: a fixed message would be
printed over the same place of every sheet. A mask without words goes. A field of files says which lie in it.
"""


def of(html: Locator) -> str:
    """Return the text of an `html` element. Raises Playwright's errors."""
    return str(html.evaluate(_SNAPSHOT, sight.MARK))
