/* What is typed into a form with data-draft is kept on the site, or in this browser while the site
   is away; and who else is editing the page is told. Without script a button keeps a draft. */
(() => {
  const form = document.querySelector('form[data-draft]');
  if (!form) return;
  const AFTER = 3000, LOOK = 15000, BEAT = 45000, IDLE = 600000, OLD = 60 * 24 * 3600000;
  const line = document.getElementById('draft-line'), page = form.dataset.place.startsWith('page ');
  const input = name => form.querySelector('input[name=' + name + ']');
  const key = input('draft'), person = input('person').value, base = input('base')?.value || '';
  const place = ['draft', person, form.dataset.place, input('section')?.value || ''].join('|') + '|';

  // One tab keeps its name while it goes from screen to screen.
  const tab = document.createElement('input');
  tab.type = 'hidden';
  tab.name = 'tab';
  const random = () => [...crypto.getRandomValues(new Uint8Array(16))].map(n => n.toString(16).padStart(2, '0')).join('');
  try {
    tab.value = sessionStorage.tab ||= random();
  } catch { tab.value = random(); }
  form.append(tab);

  // What was typed: every field that a person can change.
  const fields = () => [...form.elements].filter(e => e.name && e.matches('textarea,select,input:not([type=hidden],[type=file])'));
  const ticks = e => e.type === 'checkbox' || e.type === 'radio';
  const text = (value = 'value', checked = 'checked') => JSON.stringify(fields().map(e => ticks(e) ? e[checked] : e[value] ?? e.value));
  const pristine = text('defaultValue', 'defaultChecked');
  let last = form.hasAttribute('data-typed') ? null : pristine;  // what the site is known to have
  const isPages = !form.matches('[data-typed],[data-taken]');  // pristine is what stands on the page
  let pause = 0, busy = null, sent = false, heard = 0, typed = Date.now(), wait = 0, said = '';

  // This browser's own copy, while the site has none.
  const store = act => { try { act(localStorage); return true; } catch { return false; } };
  const entries = () => [...new FormData(form)].filter(([name, value]) => !['csrfmiddlewaretoken', 'tab', 'do'].includes(name) && typeof value === 'string');
  const hold = () => store(kept => kept.setItem(place + key.value, JSON.stringify({ at: Date.now(), entries: entries() })));
  const release = name => store(kept => kept.removeItem(name));
  const clock = at => new Date(at).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });

  const say = words => document.body.dispatchEvent(new CustomEvent('say', { detail: { value: words, waits: true } }));
  const tell = (words, kind, link) => {
    line.textContent = words;
    if (link) line.append(' ', link);
    if (kind !== said) say(words);  // once, and not at every keeping
    said = kind;
  };
  const door = () => Object.assign(document.createElement('a'), { href: line.dataset.door, target: '_blank', rel: 'noopener', textContent: 'Sign in (opens another tab)' });
  const settle = now => { if (text() === now) form.dataset.kept = ''; };  // leaving need not ask
  const held = words => {
    if (hold()) { settle(text()); return words; }
    return words + ' This browser keeps nothing either: copy your text before you leave.';
  };

  const token = () => {
    const fresh = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);  // another one after signing in
    if (fresh) document.querySelectorAll('input[name=csrfmiddlewaretoken]').forEach(e => { e.value = fresh[1]; });
  };
  const post = (what, pairs, options = {}) => {
    const data = new FormData();
    token();
    pairs.forEach(([name, value]) => data.append(name, value));
    data.set('do', what);
    data.set('tab', tab.value);
    data.set('csrfmiddlewaretoken', input('csrfmiddlewaretoken').value);
    return fetch(form.dataset.draft, { method: 'POST', body: data, redirect: 'error', ...options });
  };

  const swap = (id, drawn) => {
    const here = document.getElementById(id), there = drawn.getElementById(id);
    if (!here || !there || here.textContent.trim() === there.textContent.trim()) return;
    here.replaceChildren(...there.childNodes);
    if (here.textContent.trim()) say(here.innerText.trim());
  };
  const draw = async answer => {
    const drawn = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const words = drawn.querySelector('[data-line]')?.textContent, fresh = drawn.querySelector('[data-key]');
    if (fresh) { key.value = fresh.dataset.key; last = null; }
    if (words) tell(words, answer.ok ? 'kept' : 'refused');
    swap('writers', drawn);
    swap('offers', drawn);
  };

  const keep = async () => {
    clearTimeout(pause);
    pause = 0;
    if (sent || busy || Date.now() < wait) return;
    const now = text();
    const what = now === last ? 'here' : now === pristine && isPages ? 'drop' : 'keep';
    let delay = LOOK;
    busy = new AbortController();
    try {
      const pairs = what === 'here' ? [['draft', key.value], ['person', person]] : entries();
      const answer = await post(what, pairs, { signal: busy.signal });
      heard = Date.now();
      if (answer.status === 401 || answer.status === 403) {
        tell(held('You are signed out: sign in in another tab, your text stays here.'), 'out', door());
      } else if (answer.status === 429) {
        wait = Date.now() + 1000 * (answer.headers.get('Retry-After') || 60);
        tell(held('The site asks for a pause: kept in this browser at ' + clock(heard) + '.'), 'pause');
      } else if (answer.status === 422) {
        hold();
        wait = Date.now() + LOOK;
        await draw(answer);
      } else if (!answer.ok) {
        throw new Error(answer.status);
      } else {
        if (what === 'here' && said !== 'kept' && said) line.textContent = said = '';
        last = now;
        delay = AFTER;
        settle(now);
        if (what === 'drop') tell('No draft: the text is as it was.', 'none');
        release(place + key.value);
        await draw(answer);
      }
    } catch (problem) {
      if (problem.name === 'AbortError') return;
      heard = Date.now();
      if (what !== 'here') tell(held('No connection: kept in this browser at ' + clock(heard) + '.'), 'away');
    } finally {
      busy = null;
      if (!sent && text() !== last && !pause) pause = setTimeout(keep, delay);
    }
  };

  form.addEventListener('input', () => {
    typed = Date.now();
    delete form.dataset.kept;
    if (!pause && !busy) pause = setTimeout(keep, AFTER);
  });
  form.addEventListener('submit', () => {
    sent = true;
    busy?.abort();
    token();
    if (text() !== last) hold();
  });
  setInterval(() => {
    const seen = document.visibilityState === 'visible' || Date.now() - typed < IDLE;
    if (text() !== last ? !pause : page && seen && Date.now() - heard > BEAT) keep();
  }, LOOK);
  window.addEventListener('online', keep);
  window.addEventListener('focus', () => { if (text() !== last) keep(); });
  window.addEventListener('pageshow', e => { if (e.persisted) { sent = false; keep(); } });
  window.addEventListener('pagehide', () => {
    if (sent) return;
    const unkept = text() !== last;
    if (unkept) hold();
    busy?.abort();
    if (unkept || page) post('leave', unkept ? entries() : [['draft', key.value], ['person', person]], { keepalive: true }).catch(() => {});
  });

  // What an earlier visit left in this browser: its words go back into this very form, or to the
  // site as a draft of their own, which is offered above.
  const bring = async (name, { entries }) => {
    const pairs = entries.filter(([field]) => field !== 'person').concat([['person', person]]);
    const answer = await post('bring', pairs).catch(() => null);
    if (!answer?.ok) return;
    release(name);
    await draw(answer);
  };
  // Rows may have come, gone and moved since: their copy is not put into this form but brought.
  const same = words => words.replace(/\s+/g, ' ').trim();
  const give = (name, copy) => {
    const values = new Map(copy.entries), written = fields().filter(e => e.matches('textarea'));
    if (last === null && written.every(e => same(e.value) === same(values.get(e.name) ?? ''))) { release(name); return; }
    key.value = random();  // what stands in this form is another draft
    bring(name, copy);
  };
  const put = (name, { at, entries }) => {
    const values = new Map(entries);
    // An answer that holds all of it, and more (a template), has nothing to be given back.
    const isThere = e => ticks(e) || e.value.startsWith(values.get(e.name) ?? '');
    if (last === null && fields().every(isThere)) { release(name); return; }
    fields().forEach(e => { if (ticks(e)) e.checked = values.get(e.name) === e.value; else e.value = values.get(e.name) ?? e.value; });
    if (text() === last) { release(name); return; }
    form.querySelector('textarea')?.dispatchEvent(new Event('input', { bubbles: true }));
    tell('Your words of ' + clock(at) + ', kept in this browser, are back.', 'back');
  };
  store(kept => Object.keys(kept).filter(name => name.startsWith(place)).forEach(name => {
    const copy = JSON.parse(kept.getItem(name));
    if (Date.now() - copy.at > OLD) release(name);
    else if (name === place + key.value) (form.matches('[data-rows]') ? give : put)(name, copy);
    else bring(name, copy);
  }));
  if (page || last === null) keep();  // who else is writing is told of pages alone
})();
