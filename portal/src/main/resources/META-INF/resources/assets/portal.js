// What the pages do beyond links and forms: copying, dialogs, the ends of sessions, and the playground's stream.
"use strict";

document.addEventListener("click", async (event) => {
  const copy = event.target.closest("[data-copy]");
  if (copy) {
    await copyText(document.querySelector(copy.dataset.copy).textContent);
    const label = copy.textContent;
    copy.textContent = document.body.dataset.copied;
    copy.classList.add("done");
    setTimeout(() => { copy.textContent = label; copy.classList.remove("done"); }, 1600);
  }
  if (event.target.closest("[data-close]")) {
    document.getElementById("dialog").close();
  }
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) { menu.open = false; }
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") { return; }
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

async function copyText(text) {
  if (navigator.clipboard && window.isSecureContext) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "hidden";
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

document.addEventListener("htmx:afterSwap", (event) => {
  const dialog = document.getElementById("dialog");
  if (event.detail.target === dialog) {
    dialog.showModal();
    return;
  }
  if (event.detail.target.id === "board" && dialog.open) {
    dialog.close();
    dialog.replaceChildren();
  }
  const focus = document.querySelector("#board [data-focus]");
  if (focus && event.detail.target.id === "board") { focus.focus(); }
  if (event.detail.target.id === "toasts") {
    const toast = event.detail.target.lastElementChild;
    if (dialog.open) { dialog.close(); }
    setTimeout(() => toast && toast.remove(), 10000);
  }
});

// A session that ended: the page is loaded anew, which leads to the sign-in page and back here.
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status === 499) { location.reload(); }
});

document.addEventListener("htmx:sendError", () => {
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.textContent = document.body.dataset.failed;
  document.getElementById("toasts").append(toast);
  setTimeout(() => toast.remove(), 10000);
});

class Playground {
  constructor(root) {
    this.root = root;
    this.text = root.dataset;
    this.turns = root.querySelector("#turns");
    this.empty = root.querySelector("[data-empty]");
    this.message = root.querySelector("#message");
    this.send = root.querySelector("[data-send]");
    this.stop = root.querySelector("[data-stop]");
    this.history = [];
    this.call = null;

    root.querySelector("[data-composer]").addEventListener("submit", (event) => {
      event.preventDefault();
      this.ask();
    });
    this.message.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.ask();
      }
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.call) { this.call.abort(); }
    });
    this.stop.addEventListener("click", () => this.call && this.call.abort());
    root.querySelector("[data-clear]").addEventListener("click", () => this.clear());
    for (const example of root.querySelectorAll("[data-example]")) {
      example.addEventListener("click", () => {
        this.message.value = example.textContent;
        this.ask();
      });
    }
    const temperature = root.querySelector("#temperature");
    temperature.addEventListener("input", () => {
      root.querySelector("#temperature-value").textContent = Number(temperature.value).toFixed(1);
    });
    if (matchMedia("(max-width: 59.99rem)").matches) { root.querySelector(".settings").open = false; }
  }

  clear() {
    if (this.call) { this.call.abort(); }
    this.history = [];
    this.turns.replaceChildren(this.empty);
    this.message.focus();
  }

  request() {
    const system = this.root.querySelector("#system").value.trim();
    const most = parseInt(this.root.querySelector("#max-tokens").value, 10);
    return {
      model: this.root.querySelector("#model").value,
      messages: (system ? [{ role: "system", content: system }] : []).concat(this.history),
      temperature: Number(this.root.querySelector("#temperature").value),
      max_tokens: Number.isFinite(most) ? most : null,
    };
  }

  async ask() {
    const content = this.message.value.trim();
    if (!content || this.call) { return; }
    this.empty.remove();
    this.message.value = "";
    this.turn("user", content);
    this.history.push({ role: "user", content });
    const answer = this.turn("assistant", this.text.waiting);
    answer.element.classList.add("waiting");
    const state = { text: "", usage: null, finish: null, error: null, done: false, requestId: "", started: performance.now(), first: null };
    this.call = new AbortController();
    this.busy(true);
    let stopped = false;
    try {
      await this.stream(state, answer);
    } catch (failure) {
      stopped = failure.name === "AbortError";
      if (!stopped && !state.error) { state.error = { code: "unavailable", message: "" }; }
    }
    this.call = null;
    this.busy(false);
    this.finish(state, answer, stopped);
  }

  async stream(state, answer) {
    const response = await fetch(this.root.dataset.playground, {
      method: "POST",
      signal: this.call.signal,
      headers: {
        "Content-Type": "application/json",
        Accept: "application/json, */*;q=0.5",
        "X-Requested-With": "XMLHttpRequest",
        "X-CSRF-TOKEN": this.root.dataset.csrf,
      },
      body: JSON.stringify(this.request()),
    });
    state.requestId = response.headers.get("x-request-id") || "";
    if (response.status === 499) {
      state.error = { code: "signed_out", message: "" };
      setTimeout(() => location.reload(), 1200);
      return;
    }
    if (!response.ok) {
      const body = await response.json().catch(() => ({}));
      state.error = body.error || { code: "unavailable", message: "" };
      state.requestId = body.request_id || state.requestId;
      return;
    }
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) { break; }
      rest += value;
      const lines = rest.split(/\r?\n/);
      rest = lines.pop();
      for (const line of lines) { this.event(line, state, answer); }
    }
    if (!state.done && !state.error) { state.error = { code: "unavailable", message: "" }; }
  }

  event(line, state, answer) {
    if (!line.startsWith("data:")) { return; }
    const data = line.slice(5).trim();
    if (data === "[DONE]") { state.done = true; return; }
    const chunk = JSON.parse(data);
    if (chunk.error) {
      state.error = chunk.error;
      state.requestId = chunk.request_id || state.requestId;
      return;
    }
    if (chunk.usage) { state.usage = chunk.usage; }
    const choice = chunk.choices && chunk.choices[0];
    if (!choice) { return; }
    if (choice.finish_reason) { state.finish = choice.finish_reason; }
    const piece = choice.delta && choice.delta.content;
    if (!piece) { return; }
    if (state.first === null) {
      state.first = performance.now();
      answer.element.classList.replace("waiting", "streaming");
    }
    state.text += piece;
    const follow = this.turns.scrollHeight - this.turns.scrollTop - this.turns.clientHeight < 60;
    answer.text.textContent = state.text;
    if (follow) { this.turns.scrollTop = this.turns.scrollHeight; }
  }

  finish(state, answer, stopped) {
    answer.element.classList.remove("waiting", "streaming");
    answer.text.textContent = state.text;
    answer.text.hidden = !state.text;
    if (state.text) { this.history.push({ role: "assistant", content: state.text }); } else { this.history.pop(); }
    const ended = performance.now();
    if (state.first !== null) { this.fact(answer, "ttft", this.text.first, `${Math.round(state.first - state.started)} ms`); }
    if (state.usage) {
      this.fact(answer, "prompt-tokens", this.text.in, state.usage.prompt_tokens.toLocaleString());
      this.fact(answer, "completion-tokens", this.text.out, state.usage.completion_tokens.toLocaleString());
    }
    if (state.first !== null) { this.fact(answer, "duration", this.text.time, `${((ended - state.started) / 1000).toFixed(1)} s`); }
    if (stopped) { this.note(answer, this.text.stopped, "stopped"); }
    if (state.finish === "length") { this.note(answer, this.text.cut, "cut-short"); }
    if (state.error) {
      answer.element.classList.add("failed");
      this.note(answer, this.explain(state), "chat-error");
    }
    this.turns.scrollTop = this.turns.scrollHeight;
    this.message.focus();
  }

  explain(state) {
    const known = {
      context_length_exceeded: this.text.tooLong,
      rate_limited: this.text.tooMany,
      queue_full: this.text.tooMany,
      budget_exceeded: this.text.overBudget,
      credit_exhausted: this.text.overBudget,
      no_replica: this.text.unavailable,
      unavailable: this.text.unavailable,
      draining: this.text.unavailable,
      engine_failed: this.text.unavailable,
      engine_timeout: this.text.unavailable,
      signed_out: this.text.signedOut,
    };
    const said = known[state.error.code] || `${this.text.failed}. ${state.error.message || ""}`;
    return state.requestId && !said.includes(state.requestId) ? `${said} (${this.text.request}: ${state.requestId})` : said;
  }

  turn(role, content) {
    const element = document.createElement("article");
    element.className = `turn ${role}`;
    element.dataset.testid = `turn-${role}`;
    const who = document.createElement("p");
    who.className = "turn-who";
    who.textContent = role === "user" ? this.text.you : this.text.assistant;
    const text = document.createElement("div");
    text.className = "turn-text";
    text.dataset.testid = "turn-text";
    text.textContent = content;
    element.append(who, text);
    const meta = document.createElement("p");
    meta.className = "turn-meta";
    if (role === "assistant") { element.append(meta); }
    this.turns.append(element);
    this.turns.scrollTop = this.turns.scrollHeight;
    return { element, text, meta };
  }

  fact(answer, name, label, value) {
    const item = document.createElement("span");
    const strong = document.createElement("b");
    strong.textContent = value;
    strong.dataset.testid = name;
    item.append(`${label} `, strong);
    answer.meta.append(item);
  }

  note(answer, text, name) {
    const note = document.createElement("p");
    note.className = "turn-note";
    note.dataset.testid = name;
    note.textContent = text;
    answer.element.append(note);
  }

  busy(on) {
    this.send.hidden = on;
    this.stop.hidden = !on;
    this.root.setAttribute("aria-busy", String(on));
  }
}

document.querySelector(".rail [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

for (const root of document.querySelectorAll("[data-playground]")) { new Playground(root); }
