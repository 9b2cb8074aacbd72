/* Parley: enhancements only. Every control also works as a plain form or link. */
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const root = document.documentElement;
  const YEAR = 'max-age=31536000;path=/;samesite=lax' + (location.protocol === 'https:' ? ';secure' : '');

  // One polite voice for everything that changes without a page load. What comes by itself waits
  // until what a key or a click did has been heard.
  const voice = document.getElementById('voice');
  const HEARD = 1500;
  let spoke = 0;
  const say = (words, waits) => {
    const rest = spoke + HEARD - Date.now();
    if (waits && rest > 0) { setTimeout(say, rest, words, true); return; }
    spoke = Date.now();
    voice.textContent = '';
    setTimeout(() => { voice.textContent = words; }, 50);
  };
  document.body.addEventListener('say', e => say(e.detail.value, e.detail.waits));

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
  const touched = field => field.dispatchEvent(new Event('input', { bubbles: true }));  // a draft is kept
  const place = line => {
    const list = line.parentNode;
    return 'place ' + ([...list.children].indexOf(line) + 1) + ' of ' + list.children.length;
  };
  // Past the end of its area a line goes on into the next one that stays.
  const beyond = (line, up) => {
    const lists = all('.area-ed:not(:has([name^=xa-])) .rows');
    return lists[lists.indexOf(line.parentNode) + (up ? -1 : 1)];
  };
  const move = (line, up, focus) => {
    const from = line.parentNode, other = up ? line.previousElementSibling : line.nextElementSibling;
    const list = other ? from : beyond(line, up);
    if (!list) { say(up ? 'Already at the top.' : 'Already at the bottom.'); return; }
    if (!other) list[up ? 'append' : 'prepend'](line);
    else if (up) other.before(line);
    else other.after(line);
    [from, list].forEach(renumber);
    touched(line);
    focus.focus();
    const heading = list.closest('.area-ed').querySelector('.group-head textarea').value.trim();
    say('Moved to ' + (other ? '' : '“' + (heading || 'no heading') + '”, ') + place(line) + '.');
  };

  // Its keys: the next line, a line as it was, the whole saved.
  const editor = document.getElementById('arrange');
  const goOn = line => {
    do { line = line.nextElementSibling; } while (line && !line.querySelector('textarea'));
    return line?.querySelector('textarea');
  };
  const undo = field => {
    const { was, typed } = field.dataset;
    if (field.value !== was) {
      field.dataset.typed = field.value;
      field.value = was;
      say('As it was. Press Escape again for your words.');
    } else if (typed) {
      field.value = typed;
      say('Your words are back.');
    }
    touched(field);
  };
  const close = menu => { menu.open = false; menu.querySelector('summary').focus(); };
  const keys = {
    Escape: (line, field, e) => {
      const menu = e.target.closest('.move-to[open]');
      if (menu) close(menu); else if (field) undo(field); else return false;
      return true;
    },
    Enter: (line, field, e) => {
      if (e.ctrlKey || e.metaKey) editor.requestSubmit(editor.querySelector('.go'));
      else if (field && !e.shiftKey && goOn(line)) goOn(line).focus();
      else if (field && !e.shiftKey) editor.requestSubmit(line.closest('.area-ed').querySelector('[value^="add:"]'));
      else return false;
      return true;
    },
  };
  editor?.addEventListener('keydown', e => {
    const line = e.target.closest('.row-ed'), field = e.target.closest('.row-ed textarea');
    const arrow = e.altKey && line && !e.target.matches('select') && (e.key === 'ArrowUp' || e.key === 'ArrowDown');
    if (e.isComposing) return;
    if (arrow) { e.preventDefault(); move(line, e.key === 'ArrowUp', e.target); }
    else if (!e.altKey && keys[e.key]?.(line, field, e)) e.preventDefault();
  });

  document.addEventListener('click', e => {
    const button = e.target.closest('button');
    if (button?.matches('.fold')) { e.preventDefault(); fold(button); }
    if (button?.dataset.move) { e.preventDefault(); move(button.closest('li'), button.dataset.move === 'up', button); }
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
    touched(held);
    say('Moved to ' + place(held) + '.');
    held = null;
  });

  // What is wrong is told first; an address with a # takes the focus while the page loads.
  const problems = document.getElementById('problems');
  problems?.focus();
  if (problems && location.hash) window.addEventListener('load', () => setTimeout(() => problems.focus()));

  // What this browser kept of a draft is forgotten once that is saved; one’s own at signing out.
  const forget = (start, end) => {
    try {
      Object.keys(localStorage).filter(name => name.startsWith(start) && name.endsWith(end))
        .forEach(name => localStorage.removeItem(name));
    } catch { /* it keeps nothing */ }
  };
  const saved = document.cookie.match(/(?:^|; )saved=([0-9a-f]{32})/);
  if (saved) {
    forget('draft|', saved[1]);
    document.cookie = 'saved=;max-age=0;path=/';
  }
  const leaving = document.querySelector('form[data-forget]');
  leaving?.addEventListener('submit', () => forget('draft|' + leaving.dataset.forget + '|', ''));

  // Leaving with words that are neither saved nor kept as a draft asks first.
  all('form[data-guard]').forEach(form => {
    let sent = false;
    const changed = () => all('textarea,input:not([type=hidden])', form).some(f =>
      f.type === 'checkbox' || f.type === 'radio' ? f.checked !== f.defaultChecked : f.value !== f.defaultValue);
    form.addEventListener('submit', () => { sent = true; });
    window.addEventListener('beforeunload', e => { if (!sent && changed() && form.dataset.kept === undefined) e.preventDefault(); });
  });

  // A text begun with a template: its first place to fill is chosen, so that typing fills it.
  const begun = document.querySelector('textarea[data-fill]');
  const gap = begun && /\{[^{}\n]+\}/.exec(begun.value);
  if (gap) {
    begun.focus();
    begun.setSelectionRange(gap.index, gap.index + gap[0].length);
  }

  // What is asked about another title shows once the title is another.
  all('[data-differs]').forEach(box => {
    const field = document.getElementById(box.dataset.differs);
    const show = () => { box.hidden = field.value.trim().replace(/\s+/g, ' ') === box.dataset.from; };
    field.form.addEventListener('input', show);
    show();
  });

  // Whoever writes a wording of their own where two changes meet has chosen it.
  all('fieldset.hunk').forEach(place => place.addEventListener('input', e => {
    const own = place.querySelector('[type=radio][value=own]');
    if (own && e.target.type !== 'radio') own.checked = true;
  }));

  // Words added and removed, live, beside the update note.
  const body = document.getElementById('body'), out = document.getElementById('words');
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
