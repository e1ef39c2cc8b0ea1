// Everything from the server is put in as text, never as markup.
const POLL_MILLISECONDS = 1000;
const list = document.querySelector('#messages');
const state = document.querySelector('#state');
let shown = '';

function element(name, className, text) {
  const made = document.createElement(name);
  if (className !== '') made.className = className;
  made.textContent = text;
  return made;
}

function toItem(message) {
  const item = document.createElement('li');
  const time = new Date(message.sent_at).toLocaleTimeString();
  item.append(
    element('p', 'about', `${message.channel} to ${message.to}, ${time}`),
    element('p', 'bubble', message.text),
  );
  return item;
}

function show(messages) {
  const key = messages.map((message) => message.id).join();
  state.textContent = messages.length === 0 ? 'No messages yet.' : '';
  if (key === shown) return;
  shown = key;
  list.replaceChildren(...messages.map(toItem));
}

async function refresh() {
  try {
    const response = await fetch('messages');
    show((await response.json()).messages);
  } catch {
    state.textContent = 'The sandbox does not answer.';
  }
}

async function poll() {
  if (!document.hidden) await refresh();
  setTimeout(() => void poll(), POLL_MILLISECONDS);
}

async function showScenarios() {
  const { scenarios } = await (await fetch('scenarios')).json();
  const rows = scenarios.map(({ ending, mailbox, step, description }) => {
    const row = document.createElement('tr');
    const number = `+1 202 ${ending.slice(0, 3)} ${ending.slice(3)}`;
    row.append(...[number, `${mailbox}@example.com`, step, description].map((text) => element('td', '', text)));
    return row;
  });
  document.querySelector('#scenarios').replaceChildren(...rows);
}

document.querySelector('#clear').addEventListener('click', async () => {
  await fetch('messages', { method: 'DELETE' });
  await refresh();
});

void showScenarios();
void poll();
