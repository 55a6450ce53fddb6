"""Ant Design 5 (React) and Ant Design Vue 4: the same classes in both."""

from pages.kits.kit import Calendar, Choosing, Kit, Marks, Pager, Said, Tables, Uploads, Windows

KIT = Kit(
    name="antd",
    controls={
        "files": ".ant-upload-wrapper, .ant-upload",
        "path": ".ant-cascader, .ant-tree-select",
        "date": ".ant-picker",
        "select": ".ant-select",
        "switch": ".ant-switch",
        "radio": ".ant-radio-wrapper, .ant-radio-button-wrapper",
        "checks": ".ant-checkbox-wrapper",
        "number": ".ant-input-number",
        "textarea": "textarea.ant-input, .ant-input-textarea",
        "text": "input.ant-input, .ant-input-affix-wrapper",
    },
    item="ant-form-item",
    select=Choosing(
        opener=".ant-select-selector", option=".ant-select-item-option", shown=".ant-select-selection-item"
    ),
    path=Choosing(
        opener=".ant-select-selector",
        option=".ant-cascader-menu-item",
        shown=".ant-select-selection-item",
        column=".ant-cascader-menu:visible",
    ),
    date=Calendar(
        panel=".ant-picker-dropdown:visible",
        header=".ant-picker-header-view",
        year_back=".ant-picker-header-super-prev-btn",
        back=".ant-picker-header-prev-btn",
        on=".ant-picker-header-next-btn",
        year_on=".ant-picker-header-super-next-btn",
        day=".ant-picker-cell-in-view",
        confirm=".ant-picker-ok button",
    ),
    radio=Marks(
        item=".ant-radio-wrapper, .ant-radio-button-wrapper",
        on=".ant-radio-wrapper-checked, .ant-radio-button-wrapper-checked",
    ),
    checks=Marks(
        item=".ant-checkbox-wrapper",
        on=".ant-checkbox-wrapper-checked, :has(.ant-checkbox-checked)",
        box=".ant-checkbox",
    ),
    switch=Marks(item=".ant-switch", on=".ant-switch-checked"),
    files=Uploads(
        item=".ant-upload-list-item",
        pending=".ant-upload-list-item-uploading",
        failed=".ant-upload-list-item-error",
        remove=".ant-upload-list-item-action:has(.anticon-delete), .ant-upload-list-item .anticon-delete",
    ),
    tables=Tables(
        root=".ant-table-wrapper",
        heads=".ant-table-thead:first-of-type th:not(.ant-table-cell-scrollbar)",
        rows=".ant-table-tbody > .ant-table-row",
        copies=(".ant-table-tbody > .ant-table-row",),
        unfold=".ant-table-row-expand-icon",
        unfolded=".ant-table-expanded-row",
    ),
    pager=Pager(
        root=".ant-pagination",
        current=".ant-pagination-item-active",
        following=".ant-pagination-next",
        ended=".ant-pagination-disabled, [aria-disabled=true]",
        first=".ant-pagination-item-1",
        size=".ant-pagination-options .ant-select",
    ),
    windows=Windows(
        box=".ant-modal-confirm",
        window=".ant-modal, .ant-drawer-content, .ant-drawer-section",
        title=".ant-modal-confirm-title, .ant-modal-title, .ant-drawer-title",
        close=".ant-modal-close, .ant-drawer-close, .ant-modal-confirm-btns > button:first-child",
    ),
    said=Said(
        bad=".ant-message-error, .ant-message-warning, .ant-notification-notice:has([class*=notice-icon-error])",
        good=".ant-message-success",
        close=".ant-notification-notice-close",
        under=".ant-form-item-explain-error",
        inline=".ant-alert-error",
    ),
    busy=".ant-spin-spinning",
    opened=".ant-menu-submenu-open > .ant-menu-submenu-title",
    tip=".ant-tooltip, .ant-popover",
)
