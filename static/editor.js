/* Parley: writing Markdown. The toolbar, the lookup of pages and the live preview; all of it extra. */
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const MAC = /Mac|iPhone|iPad/.test(navigator.platform);
  const say = words => document.body.dispatchEvent(new CustomEvent('say', { detail: { value: words } }));

  // Every change goes through the browser's own editing, so that its undo knows of it.
  const put = (field, from, to, text, select = [text.length, text.length]) => {
    field.focus();
    field.setSelectionRange(from, to);
    const done = document.execCommand(text ? 'insertText' : 'delete', false, text);
    if (!done && field.value.slice(from, from + text.length) !== text) {
      field.setRangeText(text, from, to, 'end');
      field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    }
    field.setSelectionRange(from + select[0], from + select[1]);
  };

  // Marks around words: bold is two asterisks, italic one, both three.
  const wrap = (field, mark, sample) => {
    let { selectionStart: from, selectionEnd: to, value } = field;
    while (from < to && /\s/.test(value[from])) from++;
    while (to > from && /\s/.test(value[to - 1])) to--;
    const words = value.slice(from, to);
    const run = Math.min(/\**$/.exec(value.slice(0, from))[0].length, /^\**/.exec(value.slice(to))[0].length);
    if (mark.length === 2 ? run >= 2 : run % 2 === 1) {
      put(field, from - mark.length, to + mark.length, words, [0, words.length]);
    } else if (words.includes('\n')) {
      const marked = words.replace(/^(\s*(?:[-*+] |\d+[.)] |> |#{1,6} )*)(\S.*?)(\s*)$/gm, `$1${mark}$2${mark}$3`);
      put(field, from, to, marked, [0, marked.length]);
    } else {
      const shown = words || sample;
      put(field, from, to, mark + shown + mark, [mark.length, mark.length + shown.length]);
    }
  };

  // Marks before lines: put before each, or taken away where each has one.
  const MARKS = /^(#{1,6} |> |[-*+] |\d{1,9}[.)] )/;
  const lines = (field, has, mark) => {
    const { selectionStart, selectionEnd, value } = field;
    const from = value.lastIndexOf('\n', selectionStart - 1) + 1;
    const last = selectionEnd > selectionStart && value[selectionEnd - 1] === '\n' ? selectionEnd - 1 : selectionEnd;
    const to = (value.indexOf('\n', last) + 1 || value.length + 1) - 1;
    const old = value.slice(from, to).split('\n');
    const off = old.every(line => !line.trim() || has.test(line)) && old.some(line => line.trim());
    let number = 0;
    const text = old.map(line => {
      if (off) return line.replace(has, '');
      if (!line.trim() && old.length > 1) return line;
      return mark(++number) + (mark(1) === '> ' ? line : line.replace(MARKS, ''));
    }).join('\n');
    const end = Math.max(0, text.length - (to - selectionEnd));
    put(field, from, to, text, selectionStart === selectionEnd ? [end, end] : [0, text.length]);
  };

  // A block of its own stands between blank lines.
  const block = (field, text, select) => {
    const { selectionEnd: at, value } = field;
    const before = value.slice(0, at), after = value.slice(at);
    const lead = !before.trim() || before.endsWith('\n\n') ? '' : before.endsWith('\n') ? '\n' : '\n\n';
    const tail = after.startsWith('\n\n') || !after ? '' : after.startsWith('\n') ? '\n' : '\n\n';
    put(field, at, at, lead + text + tail, select.map(n => n + lead.length));
  };

  const link = field => {
    const { selectionStart: from, selectionEnd: to, value } = field;
    const words = value.slice(from, to);
    if (/^https?:\/\/\S+$/.test(words)) put(field, from, to, `[words](${words})`, [1, 6]);
    else put(field, from, to, `[${words || 'words'}](https://)`, words ? [words.length + 3, words.length + 11] : [1, 6]);
  };

  const footnote = field => {
    const { selectionEnd: at, value } = field;
    const numbers = [...value.matchAll(/\[\^(\d{1,6})\]/g)].map(found => Number(found[1]));
    const mark = `[^${Math.max(0, ...numbers) + 1}]`;
    const gap = /\n\[\^[^\]\n]+\]:[^\n]*\s*$/.test(value) ? '\n' : '\n\n';
    const end = value.trimEnd().length;
    const note = `${gap}${mark}: `;
    put(field, Math.max(at, end), value.length, note);
    put(field, at, at, mark);
    const place = Math.max(at, end) + mark.length + note.length;
    field.setSelectionRange(place, place);
    say('Write the footnote here, at the end of the text.');
  };

  const deeds = {
    bold: field => wrap(field, '**', 'bold words'),
    italic: field => wrap(field, '*', 'words in italics'),
    heading: field => lines(field, /^#{1,6} /, () => '## '),
    bullets: field => lines(field, /^[-*+] /, () => '- '),
    numbers: field => lines(field, /^\d{1,9}[.)] /, n => `${n}. `),
    quote: field => lines(field, /^> ?/, () => '> '),
    link,
    page: field => lookUp(field),
    table: field => block(field, '| Heading | Heading |\n| --- | --- |\n| Words | Words |', [2, 9]),
    footnote,
  };

  // The toolbar: one stop of the Tab key, arrow keys within it, and keys that work in the text.
  const bars = all('[role=toolbar][aria-controls]');
  const fieldOf = bar => document.getElementById(bar.getAttribute('aria-controls'));
  const stop = (buttons, at) => {
    buttons.forEach((button, n) => { button.tabIndex = n === at ? 0 : -1; });
    buttons[at].focus();
  };
  bars.forEach(bar => {
    const buttons = all('button', bar), field = fieldOf(bar);
    if (MAC) buttons.forEach(button => {
      button.setAttribute('aria-keyshortcuts', button.getAttribute('aria-keyshortcuts').replace('Control', 'Meta'));
      button.title = button.title.replace('Ctrl+', '⌘').replace('Shift+', '⇧');
    });
    bar.addEventListener('keydown', e => {
      const at = buttons.indexOf(e.target), last = buttons.length - 1;
      const to = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at ? at - 1 : last, Home: 0, End: last }[e.key];
      if (at < 0 || to === undefined || e.ctrlKey || e.metaKey || e.altKey) return;
      e.preventDefault();
      stop(buttons, to);
    });
    bar.addEventListener('focusin', e => buttons.forEach(button => { button.tabIndex = button === e.target ? 0 : -1; }));
    bar.addEventListener('click', e => {
      const button = e.target.closest('button');
      if (button) deeds[button.dataset.md](field);
    });
    const keys = new Map(buttons.map(button => [button.getAttribute('aria-keyshortcuts').split('+').slice(1).join('+'), button]));
    field.addEventListener('keydown', e => {
      if ((MAC ? e.metaKey : e.ctrlKey) === false || e.altKey || e.isComposing) return;
      const digit = /^Digit(\d)$/.exec(e.code);
      const key = digit ? digit[1] : e.code === 'Period' ? '.' : e.key.toUpperCase();
      const button = keys.get((e.shiftKey ? 'Shift+' : '') + key);
      if (!button) return;
      e.preventDefault();
      deeds[button.dataset.md](field);
    });
  });

  // Pages by their titles: a combobox with a list that is asked for while one types.
  let place = null;  // where in which field the link will stand
  const parts = field => {
    const panel = document.getElementById(field.id + '-lookup');
    const [input, list, told] = ['[role=combobox]', '[role=listbox]', '[role=status]'].map(one => panel.querySelector(one));
    return { panel, input, list, told };
  };
  const lookUp = field => {
    const { panel, input } = parts(field);
    const { selectionStart: from, selectionEnd: to, value } = field;
    place = { field, from, to, words: value.slice(from, to).replace(/\s+/g, ' ').trim() };
    panel.hidden = false;
    input.value = place.words.slice(0, 200);
    input.select();
    input.focus();
    ask(field);
  };
  const shut = (field, back = true) => {
    const { panel, input, list, told } = parts(field);
    asked?.abort();
    input.value = '';
    list.replaceChildren();
    told.textContent = '';
    mark(field, -1);
    panel.hidden = true;
    if (back) { field.focus(); field.setSelectionRange(place.from, place.to); }
  };
  const insert = (field, title) => {
    if (!title.trim()) return;
    const { from, to, words } = place;
    const text = words && words !== title && !/[[\]|]/.test(words) ? `[[${title}|${words}]]` : `[[${title}]]`;
    shut(field, false);
    put(field, from, to, text);
  };
  const mark = (field, at) => {
    const { input, list } = parts(field);
    all('[role=option]', list).forEach((option, n) => option.setAttribute('aria-selected', n === at));
    const chosen = list.children[at];
    if (chosen) { input.setAttribute('aria-activedescendant', chosen.id); chosen.scrollIntoView({ block: 'nearest' }); }
    else input.removeAttribute('aria-activedescendant');
    input.setAttribute('aria-expanded', list.childElementCount > 0);
    list.hidden = !list.childElementCount;
  };
  let asked = null, typing = 0;
  const ask = async field => {
    const { input, list, told } = parts(field);
    asked?.abort();
    asked = new AbortController();
    const words = input.value.trim();
    let titles = [];
    try {
      if (words) {
        const answer = await fetch(`${input.dataset.url}?q=${encodeURIComponent(words)}`, { signal: asked.signal });
        if (!answer.ok || answer.redirected) throw new Error(answer.status);
        ({ titles } = await answer.json());
      }
      told.textContent = !words ? '' : !titles.length ? 'No page has this in its title. The link will lead to a page not written yet.'
        : titles.length === 1 ? '1 page' : `${titles.length} pages`;
    } catch (problem) {
      if (problem.name === 'AbortError') return;
      told.textContent = 'The titles could not be looked up. You can type the whole title.';
    }
    list.replaceChildren(...titles.map((title, n) => {
      const option = document.createElement('li');
      option.id = `${list.id}-${n}`;
      option.setAttribute('role', 'option');
      option.textContent = title;
      return option;
    }));
    mark(field, -1);
  };
  all('.lookup').forEach(panel => {
    const field = document.getElementById(panel.dataset.for);
    const { input, list } = parts(field);
    const at = () => all('[role=option]', list).findIndex(option => option.getAttribute('aria-selected') === 'true');
    input.addEventListener('input', () => { clearTimeout(typing); typing = setTimeout(() => ask(field), 200); });
    panel.addEventListener('keydown', e => { if (e.key === 'Escape') { e.preventDefault(); e.stopPropagation(); shut(field); } });
    input.addEventListener('keydown', e => {
      const count = list.childElementCount;
      if (e.isComposing) return;
      if (e.key === 'Enter') { e.preventDefault(); insert(field, list.children[at()]?.textContent ?? input.value); }
      if (count && e.key === 'ArrowDown') { e.preventDefault(); mark(field, (at() + 1) % count); }
      if (count && e.key === 'ArrowUp') { e.preventDefault(); mark(field, at() > 0 ? at() - 1 : count - 1); }
    });
    list.addEventListener('mousedown', e => e.preventDefault());
    list.addEventListener('click', e => {
      const option = e.target.closest('[role=option]');
      if (option) insert(field, option.textContent);
    });
    panel.querySelector('[data-insert]').addEventListener('click', () => insert(field, input.value));
    panel.querySelector('[data-shut]').addEventListener('click', () => shut(field));
  });

  // People by their names after @: a list under the field, which keeps the focus.
  bars.forEach(bar => {
    const field = fieldOf(bar), holder = document.createElement('div'), found = document.createElement('ul');
    const known = new Map();
    let pause = 0, asking = null, shown = '', away = null;
    holder.className = 'people-found';
    Object.assign(found, { id: field.id + '-people', className: 'found', hidden: true });
    found.setAttribute('role', 'listbox');
    found.setAttribute('aria-label', 'People');
    holder.append(found);
    field.after(holder);
    field.setAttribute('aria-autocomplete', 'list');
    field.setAttribute('aria-controls', found.id);
    const typed = () => {
      const { selectionStart: at, selectionEnd: end, value } = field;
      return at === end ? /(?:^|[^\p{L}\p{N}_@/.#&+-])@([\p{L}\p{N}_][\p{L}\p{N}_.-]{0,39})$/u.exec(value.slice(Math.max(0, at - 60), at))?.[1] ?? '' : '';
    };
    const at = () => all('[role=option]', found).findIndex(option => option.getAttribute('aria-selected') === 'true');
    const choose = n => {
      all('[role=option]', found).forEach((option, place) => option.setAttribute('aria-selected', place === n));
      const option = found.children[n];
      if (option) { field.setAttribute('aria-activedescendant', option.id); option.scrollIntoView({ block: 'nearest' }); }
      else field.removeAttribute('aria-activedescendant');
    };
    const close = () => { found.replaceChildren(); found.hidden = true; shown = ''; choose(-1); };
    const insert = option => {
      const end = field.selectionStart, from = end - typed().length;
      close();
      put(field, from, end, option.dataset.name + ' ');
    };
    const draw = people => {
      found.replaceChildren(...people.map(({ username, name }, n) => {
        const option = document.createElement('li');
        option.id = `${found.id}-${n}`;
        option.dataset.name = username;
        option.setAttribute('role', 'option');
        option.textContent = name ? `${username}, ${name}` : username;
        return option;
      }));
      choose(-1);
      found.hidden = !people.length;
      const words = !people.length ? '' : people.length === 1 ? '1 person. Arrow down chooses.' : `${people.length} people. Arrow down chooses.`;
      if (words && words !== shown) { say(words); found.scrollIntoView({ block: 'nearest' }); }
      shown = words;
    };
    const ask = async () => {
      const words = typed();
      asking?.abort();
      if (!words || words === away) { close(); return; }
      if (known.has(words)) { draw(known.get(words)); return; }
      asking = new AbortController();
      try {
        const answer = await fetch(`${bar.dataset.people}?q=${encodeURIComponent(words)}`, { signal: asking.signal });
        if (!answer.ok || answer.redirected) throw new Error(answer.status);
        const { people } = await answer.json();
        known.set(words, people);
        if (typed() === words) draw(people);
      } catch (problem) {
        if (problem.name !== 'AbortError') close();  // the name can be typed whole
      }
    };
    field.addEventListener('input', () => {
      clearTimeout(pause);
      away = null;
      if (typed()) pause = setTimeout(ask, 200); else close();
    });
    field.addEventListener('keydown', e => {
      const count = found.childElementCount;
      if (!count || e.isComposing || e.ctrlKey || e.metaKey || e.altKey) return;
      if (e.key === 'ArrowDown') choose((at() + 1) % count);
      else if (e.key === 'ArrowUp' && at() >= 0) choose(at() - 1);
      else if (e.key === 'Enter' && at() >= 0) insert(found.children[at()]);
      else if (e.key === 'Escape') { away = typed(); close(); } else return;
      e.preventDefault();
      e.stopPropagation();
    });
    field.addEventListener('blur', close);
    found.addEventListener('mousedown', e => e.preventDefault());
    found.addEventListener('click', e => {
      const option = e.target.closest('[role=option]');
      if (option) insert(option);
    });
  });

  // A note that proposes a beginning is gone on with, not overwritten.
  all('input[name=note]').forEach(note => note.addEventListener('keyup', e => {
    if (e.key === 'Tab' && /: $/.test(note.value)) note.setSelectionRange(note.value.length, note.value.length);
  }));

  // The preview follows the typing; where it cannot, its button comes back.
  const preview = document.getElementById('preview'), live = document.querySelector('[data-live]');
  const body = live && document.getElementById('body');
  if (!body || !preview) return;
  const isOn = () => live.getAttribute('aria-pressed') === 'true';
  let pause = 0, drawing = null, waits = false;
  const draw = async () => {
    drawing?.abort();
    drawing = new AbortController();
    const form = new FormData();
    form.set('body', body.value);
    form.set('csrfmiddlewaretoken', body.form.elements.csrfmiddlewaretoken.value);
    const again = all('button[value=preview]', body.form);
    try {
      const answer = await fetch(preview.dataset.previewUrl, { method: 'POST', body: form, signal: drawing.signal });
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      const drawn = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('preview');
      // Whoever reads a link in it keeps it until they go on.
      waits = preview !== document.activeElement && preview.contains(document.activeElement);
      if (!waits) preview.replaceChildren(...drawn.childNodes);
      again.forEach(button => { button.hidden = true; });
    } catch (problem) {
      if (problem.name !== 'AbortError') again.forEach(button => { button.hidden = false; });
    }
  };
  const show = on => {
    live.setAttribute('aria-pressed', on);
    preview.hidden = !on;
    preview.closest('.split.even')?.classList.toggle('solo', !on);
    if (on && shown !== body.value) { shown = body.value; draw(); }
  };
  // Beside a page it is there unless put away; a post's small form has it once asked for.
  const name = live.dataset.live === 'posts' ? 'preview of posts' : 'preview';
  let kept = null, shown = preview.querySelector('[data-none]') ? '' : body.value;
  try { kept = localStorage.getItem(name); } catch { /* as it came then */ }
  show(kept ? kept === 'on' : isOn());
  live.addEventListener('click', () => {
    show(!isOn());
    try { localStorage.setItem(name, isOn() ? 'on' : 'off'); } catch { /* not remembered then */ }
  });
  body.addEventListener('input', () => {
    clearTimeout(pause);
    pause = setTimeout(() => { if (isOn()) { shown = body.value; draw(); } }, 400);
  });
  preview.addEventListener('focusout', () => setTimeout(() => { if (waits) draw(); }));
})();
