/* Parley: enhancements only. Every control also works as a plain form or link. */
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const root = document.documentElement;
  const YEAR = 'max-age=31536000;path=/;samesite=lax' + (location.protocol === 'https:' ? ';secure' : '');

  // One polite voice for everything that changes without a page load.
  const voice = document.getElementById('voice');
  const say = words => { voice.textContent = ''; setTimeout(() => { voice.textContent = words; }, 50); };
  document.body.addEventListener('say', e => say(e.detail.value));

  // The reader's zone, for times on the next page.
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone && !document.cookie.includes('zone=' + zone)) document.cookie = 'zone=' + zone + ';' + YEAR;

  // Colours change at once; the cookie tells the server.
  const colours = document.querySelector('[data-theme-form]');
  colours?.addEventListener('change', () => {
    const chosen = colours.elements.theme.value;
    if (chosen) root.dataset.theme = chosen; else delete root.dataset.theme;
    document.cookie = 'theme=' + chosen + ';' + (chosen ? YEAR : 'max-age=0;path=/');
  });

  const prepare = within => {
    all('[data-nojs]', within).forEach(e => { e.hidden = true; });
    all('[data-js]', within).forEach(e => { e.hidden = false; });
  };
  prepare(document);
  if (matchMedia('(max-width:56rem)').matches) all('details[data-close-narrow]').forEach(d => { d.open = false; });

  // Contents: mark the section being read.
  const contents = all('nav.toc a[href^="#"]');
  if (contents.length) {
    const at = id => contents.filter(a => decodeURIComponent(a.hash) === '#' + id);
    const seen = new IntersectionObserver(entries => entries.filter(e => e.isIntersecting).forEach(e => {
      contents.forEach(a => a.removeAttribute('aria-current'));
      at(e.target.id).forEach(a => a.setAttribute('aria-current', 'location'));
    }), { rootMargin: '-10% 0px -75% 0px' });
    new Set(contents.map(a => decodeURIComponent(a.hash.slice(1)))).forEach(id => {
      const section = document.getElementById(id);
      if (section) seen.observe(section);
    });
  }

  // A thread opens in its row; the first time its text is fetched.
  const fold = async button => {
    const row = document.getElementById(button.getAttribute('aria-controls'));
    const open = button.getAttribute('aria-expanded') !== 'true';
    const cell = row.firstElementChild;
    if (open && !cell.childElementCount) {
      cell.setAttribute('aria-busy', 'true');
      const answer = await fetch(button.dataset.url, { headers: { 'HX-Request': 'true' } }).catch(() => null);
      if (!answer?.ok) { button.form.requestSubmit(button); return; }
      cell.innerHTML = await answer.text();
      cell.removeAttribute('aria-busy');
      window.htmx?.process(cell);
      prepare(cell);
    }
    button.setAttribute('aria-expanded', open);
    row.hidden = !open;
    button.closest('tr').classList.toggle('open', open);
    say(open ? 'Opened below.' : 'Closed.');
  };

  // Recommendation editor: lines move without a page load; the fields say where they stand.
  const renumber = list => all(':scope > .row-ed', list).forEach((line, n) => {
    const key = line.querySelector('[name=item]').value;
    line.querySelector('[name="at-' + key + '"]').value = n + 1;
    line.querySelector('[name="in-' + key + '"]').value = list.dataset.area;
  });
  const place = line => [...line.parentNode.children].indexOf(line) + 1;
  const move = (line, up, focus) => {
    const other = up ? line.previousElementSibling : line.nextElementSibling;
    if (!other) { say('Already at the end of this area.'); return; }
    if (up) other.before(line); else other.after(line);
    renumber(line.parentNode);
    focus.focus();
    say('Moved to place ' + place(line) + ' of ' + line.parentNode.children.length + '.');
  };

  document.addEventListener('click', e => {
    const button = e.target.closest('button');
    if (button?.matches('.fold')) { e.preventDefault(); fold(button); }
    if (button?.dataset.move) { e.preventDefault(); move(button.closest('li'), button.dataset.move === 'up', button); }
  });
  document.addEventListener('keydown', e => {
    const line = e.altKey && e.target.matches('.row-ed textarea') && e.target.closest('li');
    if (line && (e.key === 'ArrowUp' || e.key === 'ArrowDown')) {
      e.preventDefault();
      move(line, e.key === 'ArrowUp', e.target);
    }
  });
  let held = null;
  document.addEventListener('pointerdown', e => {
    const grip = e.target.closest('.grip');
    if (grip) (held = grip.closest('li')).draggable = true;
  });
  document.addEventListener('dragover', e => {
    const list = held && e.target.closest('.rows');
    if (!list) return;
    e.preventDefault();
    const line = e.target.closest('.row-ed');
    if (!line) { list.append(held); return; }
    if (line === held) return;
    const box = line.getBoundingClientRect();
    if (e.clientY < box.top + box.height / 2) line.before(held); else line.after(held);
  });
  document.addEventListener('dragend', () => {
    if (!held) return;
    held.draggable = false;
    all('.rows').forEach(renumber);
    say('Moved to place ' + place(held) + ' of ' + held.parentNode.children.length + '.');
    held = null;
  });

  // What is wrong is told first; an address with a # takes the focus while the page loads.
  const problems = document.getElementById('problems');
  problems?.focus();
  if (problems && location.hash) window.addEventListener('load', () => setTimeout(() => problems.focus()));

  // Leaving with words that are not saved asks first.
  all('form[data-guard]').forEach(form => {
    let sent = false;
    const changed = () => all('textarea,input:not([type=hidden])', form).some(f =>
      f.type === 'checkbox' || f.type === 'radio' ? f.checked !== f.defaultChecked : f.value !== f.defaultValue);
    form.addEventListener('submit', () => { sent = true; });
    window.addEventListener('beforeunload', e => { if (!sent && changed()) e.preventDefault(); });
  });

  // The preview follows the typing; where it cannot, its button comes back.
  const body = document.getElementById('body'), preview = document.getElementById('preview');
  if (body && preview?.dataset.previewUrl) {
    let pause = 0, asked = null;
    const draw = async () => {
      asked?.abort();
      asked = new AbortController();
      const form = new FormData();
      form.set('body', body.value);
      form.set('csrfmiddlewaretoken', body.form.elements.csrfmiddlewaretoken.value);
      try {
        const answer = await fetch(preview.dataset.previewUrl, { method: 'POST', body: form, signal: asked.signal });
        if (!answer.ok || answer.redirected) throw new Error(answer.status);
        const drawn = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('preview');
        preview.replaceChildren(...drawn.childNodes);
      } catch (problem) {
        if (problem.name !== 'AbortError') all('.preview [data-nojs]').forEach(e => { e.hidden = false; });
      }
    };
    body.addEventListener('input', () => { clearTimeout(pause); pause = setTimeout(draw, 300); });
  }

  // Words added and removed, live, beside the update note.
  const out = document.getElementById('words');
  if (body && out) {
    const bag = text => (text.match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu) || [])
      .reduce((words, w) => words.set(w, (words.get(w) || 0) + 1), new Map());
    const was = bag(body.defaultValue);
    body.addEventListener('input', () => {
      const now = bag(body.value);
      let added = 0, removed = 0;
      now.forEach((n, w) => { added += Math.max(0, n - (was.get(w) || 0)); });
      was.forEach((n, w) => { removed += Math.max(0, n - (now.get(w) || 0)); });
      out.textContent = added + ' words added, ' + removed + ' removed';
    });
  }
})();
