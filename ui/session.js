// Who is logged in, and the way out. A request that is refused for want of a session leads to the login.
"use strict";
(() => {
  const fetched = window.fetch;
  window.fetch = async (...asked) => {
    const answer = await fetched(...asked);
    if (answer.status === 401) location.assign("/login?slut");
    return answer;
  };

  const ROLES = { read: "läsa", edit: "redigera", admin: "administrera" };

  function link(href, text) {
    const a = document.createElement("a");
    a.href = href;
    a.textContent = text;
    return a;
  }

  document.addEventListener("DOMContentLoaded", () => {
    const { user, role, byProxy } = document.documentElement.dataset;
    if (!user) return;
    const line = document.createElement("nav");
    line.className = "mm-session";
    line.setAttribute("aria-label", "Inloggning");
    const who = document.createElement("span");
    who.textContent = `${user} (får ${ROLES[role]})`;
    line.append(who, link("/konto", "Mitt konto"));
    if (role === "admin") line.append(link("/konton", "Konton"));
    const out = document.createElement("form");
    out.method = "post";
    out.action = "/logout";
    const press = document.createElement("button");
    press.textContent = "Logga ut";
    out.append(press);
    if (byProxy === undefined) line.append(out); // a proxy's login is not ours to end
    document.body.prepend(line);
  });
})();
