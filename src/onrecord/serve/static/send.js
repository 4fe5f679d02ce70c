// One request to the API as the signed-in reader; a problem is told in its own words.
export async function send(path, body, type = "application/json") {
  const csrf = document.querySelector('meta[name="csrf"]')?.content ?? "";
  const headers = { Accept: "application/json", "Content-Type": type, "X-CSRF-Token": csrf };
  let response;
  try {
    response = await fetch(path, { method: "POST", headers, body: type === "application/json" ? JSON.stringify(body) : body });
  } catch {
    throw Object.assign(new Error("The server cannot be reached; nothing was stored."), { status: 0 });
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw Object.assign(new Error(answer.detail ?? response.statusText), { status: response.status });
  return answer;
}
