// Draws the lists again when something has arrived. The page works without it, too.
"use strict";

const messages = document.getElementById("messages");
const live = document.getElementById("live");
const news = document.getElementById("news");
const source = new EventSource("/changes");
let seen = null;

async function draw() {
  const answer = await fetch(messages.dataset.lists + window.location.search);
  if (!answer.ok) return;
  // the address under the keyboard's focus, to give the focus back after drawing
  const focused = messages.contains(document.activeElement)
    ? document.activeElement.getAttribute("href") : null;
  messages.innerHTML = await answer.text();
  if (focused) messages.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
}

source.onmessage = async (event) => {
  live.hidden = true;
  const first = seen === null;
  if (event.data === seen) return;
  seen = event.data;
  await draw();
  if (!first) news.textContent = `Nová zpráva v ${new Date().toLocaleTimeString("cs")}`;
};

source.onerror = () => { live.hidden = false; };
