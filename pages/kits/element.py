"""Element UI 2 (Vue 2) and Element Plus 2 (Vue 3): one kit in two generations, with the same names for nearly all."""

from pages.kits.kit import Calendar, Choosing, Kit, Marks, Pager, Said, Tables, Uploads, Windows

ERROR = ".el-message--error"
"""The red message that fades after a few seconds."""
SUCCESS = ".el-message--success"
"""The green one."""
MASK = ".el-loading-mask"
"""What covers a part while its data is on the way."""
_HEADER = ".el-date-picker__header"

KIT = Kit(
    name="element",
    controls={
        "files": ".el-upload",
        "path": ".el-cascader",
        "date": ".el-date-editor",
        "select": ".el-select",
        "switch": ".el-switch",
        "radio": ".el-radio, .el-radio-button",
        "checks": ".el-checkbox, .el-checkbox-button",
        "number": ".el-input-number",
        "textarea": ".el-textarea",
        "text": ".el-input",
    },
    item="el-form-item",
    select=Choosing(
        opener=".el-select__wrapper, .el-input__inner",
        option=".el-select-dropdown__item",
        shown=".el-select__selected-item:not(.is-transparent), .el-input__inner",
    ),
    path=Choosing(
        opener="input", option=".el-cascader-node", shown=".el-input__inner", column=".el-cascader-menu:visible"
    ),
    date=Calendar(
        panel=".el-picker-panel:visible",
        header=_HEADER,
        year_back=f"{_HEADER} :is(.el-icon-d-arrow-left, .d-arrow-left)",
        back=f"{_HEADER} :is(.el-icon-arrow-left, .arrow-left)",
        on=f"{_HEADER} :is(.el-icon-arrow-right, .arrow-right)",
        year_on=f"{_HEADER} :is(.el-icon-d-arrow-right, .d-arrow-right)",
        day="td.available",
    ),
    radio=Marks(item=".el-radio, .el-radio-button", on=".is-checked, .is-active"),
    checks=Marks(
        item=".el-checkbox, .el-checkbox-button",
        on=".is-checked",
        box=".el-checkbox__inner, .el-checkbox-button__inner",
    ),
    switch=Marks(item=".el-switch", on=".is-checked"),
    files=Uploads(
        item=".el-upload-list__item:not(.el-list-leave-active)",
        pending=".is-uploading, .is-ready",
        failed=".is-fail",
        remove=".el-upload-list__item-delete, .el-icon-close, .el-icon--close",
    ),
    tables=Tables(
        root=".el-table",
        heads=".el-table__header-wrapper th",
        rows=".el-table__body-wrapper .el-table__row",
        copies=(
            ".el-table__fixed-right .el-table__row",
            ".el-table__fixed .el-table__row",
            ".el-table__body-wrapper .el-table__row",
        ),
        unfold=".el-table__expand-icon",
        unfolded=".el-table__expanded-cell",
    ),
    pager=Pager(
        root=".el-pagination",
        current=".el-pager .active, .el-pager .is-active",
        following=".btn-next",
        ended="[disabled], .disabled, .is-disabled, [aria-disabled=true]",
        first=".el-pager li:first-child",
        size=".el-pagination__sizes .el-select",
    ),
    windows=Windows(
        box=".el-message-box",
        window=".el-message-box, .el-dialog, .el-drawer",
        title=".el-message-box__title, .el-dialog__title, .el-drawer__title, .el-drawer__header",
        close=".el-message-box__headerbtn, .el-dialog__headerbtn, .el-drawer__close-btn",
    ),
    said=Said(
        bad=f"{ERROR}, .el-message--warning, .el-notification:has(.el-icon-error, .el-notification--error)",
        good=SUCCESS,
        close=".el-message__closeBtn, .el-notification__closeBtn",
        under=".el-form-item__error",
        inline=".el-alert--error",
    ),
    busy=MASK,
    opened=".el-submenu.is-opened > .el-submenu__title, .el-sub-menu.is-opened > .el-sub-menu__title",
    tip=".el-tooltip__popper, .el-popper[role=tooltip], .el-popover",
)
