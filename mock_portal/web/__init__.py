"""The portal over HTTP: connections, the old dialect's forms, the control API under `/_office/`.

In: requests over loopback. Out: replies of the desk as bytes, files of `site/`, redirects, JSON.
Never: HTML that is written by the server; a decision of the desk's or the office's; an address beyond loopback.
"""
