// All that runs in the staff's browser. Pages work without it, but for what is live.
import "./htmx";
import "htmx-ext-sse";
import "idiomorph/htmx";
import { runClocks } from "./clock";
import { runDesk } from "./desk";
import { tellWhenLost } from "./live";
import { runMenu } from "./menu";
import { listenForShortcuts } from "./shortcuts";
import { guardUnsaved } from "./unsaved";

tellWhenLost();
listenForShortcuts();
runClocks();
runMenu();
runDesk();
guardUnsaved();

const phone = document.getElementById("phone");
if (phone) void import("./phone-start").then(({ startPhone }) => startPhone(phone));

for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", () => window.print());
}

// what was said about the last command is not said again when the page is loaded again
if (document.getElementById("said")) {
  const address = new URL(window.location.href);
  address.searchParams.delete("said");
  address.searchParams.delete("about");
  window.history.replaceState(null, "", address);
}
