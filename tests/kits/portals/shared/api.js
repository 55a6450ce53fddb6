// Ask the desk, as every page of these portals does.
//
// makeApi(base, { network, trouble, expired }): `base` stands before every path; the first two are words for a Trouble,
// `expired()` is called when the session has ended (what was asked then never returns).
class Trouble extends Error {}

function makeApi(base, { network, trouble, expired }) {
  const never = new Promise(() => {});

  async function ask(method, path, query, json) {
    const asked = new URLSearchParams(query ?? {}).toString();
    const request = { method };
    if (json) {
      request.body = JSON.stringify(json);
      request.headers = { "Content-Type": "application/json" };
    }
    let response;
    try {
      response = await fetch(`${base}${path}${asked ? `?${asked}` : ""}`, request);
    } catch {
      throw new Trouble(network);
    }
    if (response.status === 401) {
      expired();
      return never;
    }
    if (response.status === 403) {
      document.body.textContent = "403 Forbidden";
      return never;
    }
    if (response.status >= 500) throw new Trouble(trouble);
    try {
      return await response.json();
    } catch {
      throw new Trouble(trouble);
    }
  }

  return {
    address: (path, query) => `${base}${path}?${new URLSearchParams(query)}`,
    get: (path, query) => ask("GET", path, query),
    post: (path, json) => ask("POST", path, null, json),
  };
}

// The page's script runs in a circle from now on, once what was shown has been drawn.
function loopForever() {
  requestAnimationFrame(() => setTimeout(() => {
    for (;;);
  }, 50));
}
