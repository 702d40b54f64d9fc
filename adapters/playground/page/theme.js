// Dark or light, before the first paint: a classic script on purpose, modules run too late for that.
"use strict";
(() => {
  const KEY = "quizstreak-theme";
  const system = matchMedia("(prefers-color-scheme: dark)");
  const kept = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null; // storage may be blocked; the system's choice is good enough
    }
  };
  const current = () => kept() ?? (system.matches ? "dark" : "light");

  function show() {
    document.documentElement.dataset.theme = current();
    const toggle = document.getElementById("theme");
    if (toggle) toggle.setAttribute("aria-pressed", String(current() === "dark"));
  }

  function flip() {
    try {
      localStorage.setItem(KEY, current() === "dark" ? "light" : "dark");
    } catch {
      return;
    }
    show();
  }

  show();
  system.addEventListener("change", show);
  document.addEventListener("DOMContentLoaded", () => {
    document.getElementById("theme").addEventListener("click", flip);
    show();
  });
})();
