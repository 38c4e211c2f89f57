/** Talks to the playground's server. */

async function answer(response) {
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(body.description || `That did not work (${response.status}).`);
  return body.result;
}

export async function act(action, given) {
  return answer(
    await fetch(`/api/${action}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(given),
    }),
  );
}

export async function upload(file, given) {
  const query = new URLSearchParams({ ...given, name: file.name });
  return answer(
    await fetch(`/api/upload?${query}`, {
      method: "POST",
      headers: { "Content-Type": "application/octet-stream" },
      body: file,
    }),
  );
}

export async function state() {
  return (await fetch("/api/state")).json();
}

export function listen(onEvent, onOpen, onLost) {
  const source = new EventSource("/api/events");
  source.onmessage = (event) => onEvent(JSON.parse(event.data));
  source.onopen = onOpen;
  source.onerror = onLost;
}
