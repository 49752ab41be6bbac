/** What the page asks of its server. */

/** Do something as a person. Gives the answer; throws an Error with words for the person. */
export async function act(what) {
  return answer(fetch("/act", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(what) }));
}

/** Send a file as a person, into a topic if there is one. */
export async function attach(who, file, topic) {
  const query = new URLSearchParams({ who, name: file.name, ...(topic ? { topic } : {}) });
  const type = file.type || "application/octet-stream";
  return answer(fetch(`/attach?${query}`, { method: "POST", headers: { "Content-Type": type }, body: file }));
}

/** How the last message of a patient was read. */
export async function reasons(patient) {
  return answer(fetch(`/why?${new URLSearchParams({ patient })}`));
}

async function answer(request) {
  const response = await request.catch(() => {
    throw new Error("The demo is not running. Start it again in the terminal.");
  });
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(body.problem ?? `The demo could not do that (${response.status}).`);
  return body;
}

/** Hears the state of the chats whenever it changes, for one patient at a time, and comes back after a break. */
export class Stream {
  constructor(onState, onConnection) {
    this.onState = onState;
    this.onConnection = onConnection;
  }

  watch(patient) {
    this.source?.close();
    clearTimeout(this.retry);
    this.source = new EventSource(`/events?${new URLSearchParams({ patient })}`);
    this.source.onopen = () => this.onConnection(true);
    this.source.onmessage = (event) => this.onState(JSON.parse(event.data));
    this.source.onerror = () => {
      this.onConnection(false);
      if (this.source.readyState === EventSource.CLOSED) this.retry = setTimeout(() => this.watch(patient), 1000);
    };
  }
}
