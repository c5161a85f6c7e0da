// The navigation: groups that open, and on a narrow screen one button for all of it.

/** Close what is open; whether anything was. */
function closeAll(nav: HTMLElement): boolean {
  const open = [...nav.querySelectorAll<HTMLDetailsElement>("details[open]")];
  for (const one of open) one.open = false;
  return open.length > 0;
}

export function runMenu(): void {
  const nav = document.getElementById("rooms");
  if (!nav) return;
  const button = document.getElementById("menu");
  const expand = (isOpen: boolean) => button?.setAttribute("aria-expanded", String(isOpen));
  button?.addEventListener("click", () => {
    expand(button.getAttribute("aria-expanded") !== "true");
  });
  nav.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const summary = document.activeElement?.closest("details")?.querySelector("summary");
    if (closeAll(nav)) {
      summary?.focus();
    } else {
      expand(false);
      if (button && button.offsetParent !== null) button.focus();
    }
  });
  document.addEventListener("click", (event) => {
    const inside = event.target instanceof Element ? event.target.closest("#rooms") : null;
    if (inside) return;
    closeAll(nav);
    expand(false);
  });
}
