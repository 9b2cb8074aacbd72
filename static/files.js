/* Parley: adding files while writing. A button, dragging and pasting; without it a link leads to the page's files. */
(() => {
  const say = words => document.body.dispatchEvent(new CustomEvent('say', { detail: { value: words } }));
  const WENT_WRONG = {
    0: 'The file could not be sent. Check the connection, then try again.',
    403: 'This page is protected, so its files cannot be changed now.',
    429: 'That was many files in a short time. Wait a minute, then try again.',
  };

  document.querySelectorAll('.attach').forEach(box => {
    const field = document.getElementById(box.dataset.for), form = field?.form;
    if (!form) return;
    const one = selector => box.querySelector(selector);
    const [picker, panel, title, problem] = ['input[type=file]', '.attaching', 'h3', '.err'].map(one);
    const [alt, plain, words, moving, bar] = ['#attach-alt', '#attach-plain', '.about-picture', '[data-moving]', 'progress'].map(one);
    const put = one('[data-put]');
    const waiting = [];
    let file = null, sending = null, place = null, isEntered = false;
    field.addEventListener('focus', () => { isEntered = true; }, { once: true });

    // Where nobody has put the cursor yet, it stands before the first word: the end is meant.
    const end = () => [field.value.length, field.value.length];
    const isPicture = given => /^image\/(?!svg)/.test(given.type);
    const complain = text => {
      problem.hidden = !text;
      problem.textContent = text;
      alt.closest('.field').classList.toggle('wrong', Boolean(text) && !words.hidden);
    };
    const busy = on => {
      moving.hidden = !on;
      put.disabled = on;
      bar.value = 0;
    };

    // One at a time: pictures wait for their words, documents go at once.
    const next = () => {
      file = waiting.shift() ?? null;
      panel.hidden = !file;
      if (!file) {
        if (!isEntered) field.setSelectionRange(...end());
        field.focus();
        return;
      }
      complain('');
      busy(false);
      title.textContent = file.name || 'Picture';
      alt.value = '';
      plain.checked = false;
      words.hidden = !isPicture(file);
      panel.scrollIntoView({ block: 'nearest' });
      if (words.hidden) send(); else alt.focus();
    };
    const add = files => {
      place ??= isEntered ? [field.selectionStart, field.selectionEnd] : end();
      waiting.push(...files);
      if (!file && waiting.length) next();
    };

    const insert = told => {
      const [from, to] = place ?? end();
      const start = field.value.slice(from, to).trim() ? to : from;  // words stay, and it follows them
      const apart = isEntered || !field.value.trim() ? '' : field.value.endsWith('\n') ? '\n' : '\n\n';
      field.focus();
      field.setSelectionRange(start, to);
      const before = apart || (start && !/\s$/.test(field.value.slice(0, start)) ? ' ' : '');
      const after = /^[\p{L}\p{N}]/u.test(field.value.slice(to)) ? ' ' : '';
      const text = before + told.text + after;
      if (!document.execCommand('insertText', false, text)) {
        field.setRangeText(text, field.selectionStart, field.selectionEnd, 'end');
        field.dispatchEvent(new InputEvent('input', { bubbles: true }));
      }
      place = waiting.length ? [field.selectionStart, field.selectionEnd] : null;
      say(`${told.name} is uploaded and stands in the text.`);
      next();
    };
    const refuse = (text, isAboutWords) => {
      busy(false);
      sending = null;
      if (isAboutWords) words.hidden = false;
      complain(text);
      (words.hidden ? put : alt).focus();
    };

    const send = () => {
      if (!words.hidden && !plain.checked && !alt.value.trim()) {
        refuse('Say what the picture shows, or that it is only decoration', true);
        return;
      }
      complain('');
      const data = new FormData();
      data.set('csrfmiddlewaretoken', form.elements.csrfmiddlewaretoken.value);
      data.set('alt', alt.value);
      if (plain.checked) data.set('is_decorative', 'on');
      data.set('file', file, file.name || 'picture.png');
      busy(true);
      sending = new XMLHttpRequest();
      sending.open('POST', box.dataset.upload);
      sending.setRequestHeader('Accept', 'application/json');
      sending.responseType = 'json';
      sending.upload.addEventListener('progress', e => { if (e.lengthComputable) bar.value = 100 * e.loaded / e.total; });
      sending.addEventListener('error', () => refuse(WENT_WRONG[0]));
      sending.addEventListener('load', ({ target }) => {
        sending = null;
        if (target.status === 201) insert(target.response);
        else if (target.status === 422 && target.response) {
          const { file: about = [], alt: said = [], ...others } = target.response.errors;
          refuse([...about, ...said, ...Object.values(others).flat()].join('. '), said.length > 0);
        } else if (target.responseURL.includes('/accounts/login/')) refuse('You are signed out. Sign in in another tab, then try again.');
        else refuse(WENT_WRONG[target.status] ?? 'The file could not be uploaded. Please try again.');
      });
      sending.send(data);
    };
    const leave = () => {
      sending?.abort();
      sending = null;
      place = waiting.length ? place : null;
      next();
    };

    one('[data-choose]').addEventListener('click', () => picker.click());
    picker.addEventListener('change', () => { add(picker.files); picker.value = ''; });
    put.addEventListener('click', send);
    one('[data-leave]').addEventListener('click', leave);
    plain.addEventListener('change', () => { alt.disabled = plain.checked; });
    panel.addEventListener('keydown', e => {
      if (e.key === 'Escape') { e.preventDefault(); e.stopPropagation(); leave(); }
      if (e.key === 'Enter' && e.target.tagName === 'INPUT' && !e.isComposing) { e.preventDefault(); if (!put.disabled) send(); }
    });

    const carries = e => [...e.dataTransfer?.types ?? []].includes('Files');
    field.addEventListener('dragover', e => { if (carries(e)) { e.preventDefault(); field.classList.add('dropping'); } });
    ['dragleave', 'drop'].forEach(kind => field.addEventListener(kind, () => field.classList.remove('dropping')));
    field.addEventListener('drop', e => { if (carries(e)) { e.preventDefault(); add(e.dataTransfer.files); } });
    // Copied from a word processor, there are words and a picture of them: the words are meant.
    field.addEventListener('paste', e => {
      const { files, types } = e.clipboardData;
      if (files.length && !types.includes('text/plain')) { e.preventDefault(); add(files); }
    });
  });
})();
