// What every page of the old portal uses: the session in the address, words, requests. No cookie, no module, no promise.
var words = {};
var told = null;
var alone = false;

function byId(id) {
  return document.getElementById(id);
}

// The session stands in this page's address, and has to be passed on to every other.
function session() {
  var found = /;jsessionid=[^;\/]*/.exec(location.pathname);
  return found ? found[0] : "";
}

function address(path) {
  var at = path.indexOf("?");
  return at < 0 ? path + session() : path.substring(0, at) + session() + path.substring(at);
}

function queries() {
  var found = {};
  var pairs = location.search.substring(1).split("&");
  for (var i = 0; i < pairs.length; i++) {
    var at = pairs[i].indexOf("=");
    if (at > 0) found[pairs[i].substring(0, at)] = decodeURIComponent(pairs[i].substring(at + 1).replace(/\+/g, " "));
  }
  return found;
}

function word(key, values) {
  return (words[key] || key).replace(/\{(\w+)\}/g, function (gap, name) {
    return values && name in values ? values[name] : gap;
  });
}

function each(selector, act) {
  var found = document.querySelectorAll(selector);
  for (var i = 0; i < found.length; i++) act(found[i]);
}

function show(one, wanted) {
  one.style.display = wanted ? "" : "none";
}

function make(tag, properties, inside) {
  var made = document.createElement(tag);
  for (var name in properties) {
    if (name in made) made[name] = properties[name];
    else made.setAttribute(name, properties[name]);
  }
  for (var i = 0; inside && i < inside.length; i++) {
    made.appendChild(typeof inside[i] === "object" ? inside[i] : document.createTextNode(String(inside[i])));
  }
  return made;
}

function fill(name, text) {
  each("[data-fill=" + name + "]", function (one) { one.textContent = text === undefined || text === null ? "" : text; });
}

function fillWords() {
  function put(attribute, set) {
    each("[" + attribute + "]", function (one) {
      var said = words[one.getAttribute(attribute)];
      if (said !== undefined) set(one, said);
    });
  }
  put("data-word", function (one, said) { one.textContent = said; });
  put("data-word-alt", function (one, said) { one.alt = said; });
  put("data-word-title", function (one, said) { one.title = said; });
  put("data-word-label", function (one, said) { one.setAttribute("aria-label", said); });
}

function send(method, path, body, done) {
  var request = new XMLHttpRequest();
  request.open(method, path, true);
  request.onreadystatechange = function () {
    if (request.readyState !== 4) return;
    var said = null;
    try { said = JSON.parse(request.responseText); } catch (error) { /* it is no answer of the portal's */ }
    done(request.status, said);
  };
  if (body) request.setRequestHeader("Content-Type", "application/json");
  request.send(body ? JSON.stringify(body) : null);
}

// Ask the portal. Without a session this frame shows the sign-in page; a firewall's 403 replaces what it shows; a
// table's 429 comes back as the empty answer that it is; anything else that is no answer is a native alert.
function ask(method, path, body, done, failed) {
  if (alone) {
    if (failed) failed();
    return;
  }
  send(method, address("api/" + path), body, function (status, said) {
    if (status === 401) {
      location.href = "login.html";
    } else if (status === 403) {
      document.body.className = "blocked";
      while (document.body.firstChild) document.body.removeChild(document.body.firstChild);
      document.body.appendChild(make("strong", {}, ["403"]));
      document.body.appendChild(make("p", {}, [word("error.403")]));
    } else if (status === 0 || status >= 500 || !said) {
      if (failed) failed();
      alert(status === 0 ? word("toast.network") : word("toast.error"));
    } else {
      done(said);
    }
  });
}

// Put the session into the page's own links and forms.
function passOn() {
  each("a[href]", function (one) { one.setAttribute("href", address(one.getAttribute("href"))); });
  each("form[action]", function (one) { one.setAttribute("action", address(one.getAttribute("action"))); });
}

function loadWords(then) {
  send("GET", address("wording.json"), null, function (status, said) {
    words = said || {};
    if (words["common.no_portal"]) {
      then();
      return;
    }
    // Without a portal there are only the files, of which ours holds but what differs.
    send("GET", "../modern/wording.json", null, function (_, base) {
      for (var key in base || {}) if (!(key in words)) words[key] = base[key];
      then();
    });
  });
}

// Begin a page: fill in its words and find out, by what `probe` answers, whether a portal is behind it.
function begin(probe, then) {
  loadWords(function () {
    fillWords();
    passOn();
    send("GET", address(probe), null, function (status, said) {
      alone = status === 404 || status === 501;
      show(byId("no-portal"), alone);
      if (!alone) told = (said && said.params) || null;
      fill("province", told && told.province);
      fill("unit", told && told.unit);
      document.documentElement.setAttribute("data-portal", told ? "here" : "away");
      then();
    });
  });
}

function onPage(act) {
  document.addEventListener("DOMContentLoaded", function () {
    begin("api/portal", act);
  });
}
