import { byId, element, externalLink, linkButton } from './dom.js';
import { messageOf } from './messages.js';

const BUSY_NOTICE_MILLISECONDS = 500;

/** The frame around every view: title, messages, ways and footer, and what is known about the sign-in. */
export function createPage(api) {
  let pending = 0;
  let leavings = [];
  let isFirst = true;

  const page = {
    api,
    /** The last view-data and authentication-status. */
    viewData: undefined,
    status: undefined,
    /** What may be used next, the best first. */
    methods: [],
    /** What the user chose among them. */
    picked: undefined,
    /** Links beside the current view. */
    ways: [],
    /** Typed before, for the life of this page: a number is not asked for twice. */
    remembered: {},
    texts: undefined,
    clientName: '',

    setTexts({ language, texts }) {
      document.documentElement.lang = language;
      page.texts = texts;
      page.clientName = page.viewData?.client_name ?? texts.theApp;
    },

    isBusy: () => pending > 0,

    /** Shows that something is under way until the promise is settled. */
    async during(promise) {
      pending += 1;
      byId('card').setAttribute('aria-busy', 'true');
      const notice = setTimeout(() => page.announce(page.texts.working), BUSY_NOTICE_MILLISECONDS);
      try {
        return await promise;
      } finally {
        clearTimeout(notice);
        pending -= 1;
        if (byId('status').textContent === page.texts.working) page.announce('');
        if (pending === 0) byId('card').removeAttribute('aria-busy');
      }
    },

    alert: (text) => (byId('alert').textContent = text),
    announce: (text) => (byId('status').textContent = text),
    refuse: (answer) => page.alert(messageOf(answer, page.texts)),
    clearMessages() {
      page.alert('');
      page.announce('');
    },

    /** @param {() => void} stop called when another view replaces this one */
    leaving: (stop) => leavings.push(stop),

    /** Replaces the view. `isFinal`: there is nothing to cancel any more. */
    show({ title, lead, content, isFinal = false }) {
      for (const stop of leavings) stop();
      leavings = [];
      page.clearMessages();
      document.title = page.texts.documentTitle(title, page.clientName);
      showClient(page);
      byId('title').textContent = title;
      byId('lead').textContent = lead;
      byId('view').replaceChildren(...content.filter((node) => node !== undefined));
      byId('ways').replaceChildren(...(isFinal ? [] : page.ways));
      byId('footer').replaceChildren(...footer(page, isFinal));
      for (const form of document.forms) form.setAttribute('aria-labelledby', 'title lead');
      focusView(isFirst);
      isFirst = false;
    },

    /** The last view; the link serves browsers that follow addresses of apps only after a press. */
    showLeaving(address) {
      const link = element('a', { href: address, class: 'primary' }, page.texts.returnTo(page.clientName));
      page.show({ title: page.texts.returning(page.clientName), lead: '', content: [link], isFinal: true });
    },
  };
  return page;
}

function showClient({ viewData, clientName }) {
  const name = viewData?.client_name;
  const initial = typeof name === 'string' ? [...name.trim()][0] : undefined;
  const mark = initial && element('span', { class: 'mark', 'aria-hidden': 'true' }, initial.toUpperCase());
  byId('client').replaceChildren(...(mark ? [mark, element('span', {}, clientName)] : []));
}

function footer({ texts, viewData, clientName, cancel }, isFinal) {
  return [
    isFinal ? undefined : linkButton(texts.cancel(clientName), cancel),
    externalLink(texts.terms, viewData?.tos_uri, texts.opensNewTab),
    externalLink(texts.privacy, viewData?.policy_uri, texts.opensNewTab),
  ].filter((node) => node !== undefined);
}

/** The first field that still has to be filled in; without fields the title, except at the beginning, where a reader starts there anyway. */
function focusView(isFirst) {
  const inputs = [...byId('view').querySelectorAll('input:not([type=checkbox])')];
  const target = inputs.find((input) => input.value === '') ?? inputs[0] ?? (isFirst ? undefined : byId('title'));
  target?.focus();
}
