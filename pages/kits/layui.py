"""layui 2 over jQuery: native fields hidden behind drawn ones, layers for windows and messages."""

from pages.kits.kit import Calendar, Choosing, Kit, Marks, Pager, Said, Tables, Uploads, Windows

KIT = Kit(
    name="layui",
    controls={
        "files": ".layui-upload-file",
        "date": "input[lay-key]",
        "select": ".layui-form-select",
        "switch": ".layui-form-switch",
        "radio": ".layui-form-radio",
        "checks": ".layui-form-checkbox",
        "textarea": ".layui-textarea",
        "text": ".layui-input",
    },
    item="layui-form-item",
    select=Choosing(opener=".layui-select-title", option="dd", shown=".layui-select-title input"),
    date=Calendar(
        panel=".layui-laydate:visible",
        header=".laydate-set-ym",
        year_back=".laydate-prev-y",
        back=".laydate-prev-m",
        on=".laydate-next-m",
        year_on=".laydate-next-y",
        day="td:not(.laydate-day-prev):not(.laydate-day-next)",
        confirm=".laydate-btns-confirm",
        typed=False,
    ),
    radio=Marks(item=".layui-form-radio", on=".layui-form-radioed"),
    checks=Marks(item=".layui-form-checkbox", on=".layui-form-checked"),
    switch=Marks(item=".layui-form-switch", on=".layui-form-onswitch"),
    files=Uploads(item="", pending="", failed="", remove=""),
    tables=Tables(
        root=".layui-table-view",
        heads=".layui-table-box > .layui-table-header th",
        rows=".layui-table-main tr",
        copies=(
            ".layui-table-fixed-r .layui-table-body tr",
            ".layui-table-fixed-l .layui-table-body tr",
            ".layui-table-main tr",
        ),
    ),
    pager=Pager(
        root=".layui-laypage",
        current=".layui-laypage-curr",
        following=".layui-laypage-next",
        ended=".layui-disabled",
        first="[data-page='1']:not(.layui-laypage-prev)",
        size=".layui-laypage-limits",
    ),
    windows=Windows(
        box=".layui-layer-dialog:not(.layui-layer-msg)",
        window=".layui-layer-dialog:not(.layui-layer-msg), .layui-layer-page, .layui-layer-iframe",
        title=".layui-layer-title",
        close=".layui-layer-close",
    ),
    said=Said(
        bad=".layui-layer-msg:not(:has(.layui-layer-ico1, .layui-icon-success))",
        good=".layui-layer-msg:has(.layui-layer-ico1, .layui-icon-success)",
    ),
    busy=".layui-layer-loading, .layui-table-loading, .layui-table-init",
    opened=".layui-nav-itemed > a",
    tip=".layui-layer-tips",
)
