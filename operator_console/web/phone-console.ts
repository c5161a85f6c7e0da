// What the telephone asks the console for, and what it follows of its row.

/** How to register at Asterisk: of this log-in alone. Kept in memory only. */
export interface Credentials {
  url: string;
  endpoint: string;
  password: string;
  /** Since when Asterisk knows it; empty while it does not. */
  pushed: string;
}

/** The telephone's row, as the page is kept true to it. */
export interface Row {
  endpoint: string;
  generation: number;
  pushed: string;
}

/** A network that is gone leaves a request without an answer, and without an error. */
const ANSWER_MS = 5000;

/** The console cannot be reached now. */
export class ConsoleAway extends Error {}

async function post(bar: HTMLElement, path: string, fields: Record<string, string>): Promise<Response> {
  const body = new URLSearchParams({ ...fields, form_token: bar.dataset["formToken"] ?? "" });
  try {
    const answer = await fetch(path, {
      method: "POST", body, redirect: "error", signal: AbortSignal.timeout(ANSWER_MS),
    });
    if (answer.ok || answer.status === 409) return answer;
    throw new ConsoleAway(String(answer.status));
  } catch (error) {
    throw error instanceof ConsoleAway ? error : new ConsoleAway(String(error));
  }
}

/** The telephone of this log-in. */
export async function ask(bar: HTMLElement): Promise<Credentials> {
  return await (await post(bar, "/desk/phone", {})).json() as Credentials;
}

/** This page begins with it, without a call; its generation, null where it is another's by now. */
export async function begin(bar: HTMLElement, endpoint: string): Promise<number | null> {
  const answer = await post(bar, "/desk/phone/begin", { endpoint });
  if (!answer.ok) return null;
  return (await answer.json() as { generation: number }).generation;
}

/** Tells of each change of the row; null where there is none. */
export function followRow(told: (row: Row | null) => void): void {
  const place = document.getElementById("phone-row");
  if (!place) return;
  new MutationObserver(() => {
    const row = place.querySelector<HTMLElement>("[data-endpoint]");
    told(row && {
      endpoint: row.dataset["endpoint"] ?? "",
      generation: Number(row.dataset["generation"]),
      pushed: row.dataset["pushed"] ?? "",
    });
  }).observe(place, { childList: true, subtree: true, attributes: true });
}
