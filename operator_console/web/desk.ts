// The operator's desk: what is done on it is never done by loading another page, for the telephone
// lives in this one.

interface Sending {
  parameters: Record<string, unknown>;
  elt: Element;
}

interface Answered {
  successful: boolean;
  requestConfig: { verb: string };
}

/** A key of its own for each command, so that one that is repeated on the way acts once. */
function freshKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function keyCommands(desk: HTMLElement): void {
  desk.addEventListener("htmx:configRequest", (event) => {
    const { parameters, elt } = (event as CustomEvent<Sending>).detail;
    if (elt.matches("[form=own]")) parameters["command_key"] = freshKey();
  });
}

/** A button that was pressed before htmx knew it must not lead to another page, either. */
function stayHere(): void {
  document.getElementById("own")?.addEventListener("submit", (event) => {
    const button = (event as SubmitEvent).submitter;
    const path = button?.getAttribute("formaction");
    event.preventDefault();
    if (!button || !path) return;
    void window.htmx.ajax("post", path, { source: button, target: "#told", swap: "innerHTML" });
  });
}

/** Says in the page that a command has failed, with what to do; nothing was changed then. */
function tellFailures(desk: HTMLElement): void {
  const failed = document.getElementById("failed");
  const told = document.getElementById("told");
  if (!failed || !told) return;
  // the caller's panel also looks things up; nobody must take the old ones for the new
  const commands = (event: Event) =>
    (event as CustomEvent<Answered>).detail.requestConfig.verb !== "get"
    || (event.target instanceof Element && event.target.closest("#caller") !== null);
  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    desk.addEventListener(name, (event) => {
      if (!commands(event)) return;
      told.replaceChildren();
      failed.hidden = false;
      failed.scrollIntoView({ block: "nearest" });
    });
  }
  desk.addEventListener("htmx:beforeRequest", (event) => {
    if (commands(event)) failed.hidden = true;
  });
}

/** Whether the focus is in a field of the panel that something stands in. */
function isTyped(panel: HTMLElement, field: Element | null): boolean {
  return panel.contains(field)
    && (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)
    && field.value !== "";
}

/**
 * Keeps the caller's panel at the call on the card.
 *
 * What somebody is writing there is never thrown away: then they are asked. After the call the panel
 * stays, for the work often ends later than the talk.
 */
function followCall(desk: HTMLElement): void {
  const work = document.getElementById("work");
  const news = document.getElementById("work-news");
  const card = document.getElementById("call");
  const told = document.getElementById("told");
  if (!work || !news || !card || !told) return;
  let isWritten = false;

  const call = () => card.querySelector<HTMLElement>("[data-call]")?.dataset["call"] ?? "";
  const load = (query: URLSearchParams) => {
    isWritten = false;
    news.hidden = true;
    work.dataset["call"] = query.get("call") ?? "";
    const path = `/desk/work?${query.toString()}`;
    void window.htmx.ajax("get", path, { target: work, swap: "innerHTML" });
  };
  let last = call();
  const look = () => {
    const present = call();
    if (present !== last && present !== "") told.replaceChildren(); // said of the call before
    last = present;
    if (present === "" || present === work.dataset["call"]) {
      news.hidden = true;
    } else if (isWritten || isTyped(work, document.activeElement)) {
      news.hidden = false;
    } else {
      load(new URLSearchParams({ call: present }));
    }
  };

  work.addEventListener("input", () => { isWritten = true; });
  work.addEventListener("htmx:afterRequest", (event) => {
    const { successful, requestConfig } = (event as CustomEvent<Answered>).detail;
    if (successful && requestConfig.verb !== "get") isWritten = false; // what was written is sent
  });
  news.querySelector("button")?.addEventListener("click", () => {
    load(new URLSearchParams({ call: call() }));
    work.focus();
  });
  desk.addEventListener("htmx:sseMessage", look);

  // the panel's state stands in the page's address; another call's does not count any more
  const address = new URLSearchParams(window.location.search);
  const present = call();
  const isOfThis = present === "" || address.get("call") === present;
  load(isOfThis ? address : new URLSearchParams({ call: present }));
}

export function runDesk(): void {
  const desk = document.getElementById("desk");
  if (!desk) return;
  keyCommands(desk);
  stayHere();
  tellFailures(desk);
  followCall(desk);
}
