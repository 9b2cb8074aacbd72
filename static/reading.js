/* Reading a thread by keyboard, adding its next page to this one, copying a citation.
   Every way is a link without it; the keys are listed by "?" and can be switched off. */
(() => {
  const say = words => document.body.dispatchEvent(new CustomEvent('say', { detail: { value: words } }));
  const list = document.getElementById('shortcuts');
  const KEPT = 'shortcuts';

  // Members choose on their profile, visitors in this browser.
  const choice = document.getElementById('use-shortcuts');
  const kept = () => { try { return localStorage.getItem(KEPT) !== 'off'; } catch { return true; } };
  const isOn = () => (choice ? choice.checked : list?.dataset.shortcuts === 'on');
  if (choice) {
    choice.checked = kept();
    choice.addEventListener('change', () => {
      try { if (choice.checked) localStorage.removeItem(KEPT); else localStorage.setItem(KEPT, 'off'); } catch { /* it keeps nothing */ }
      say(choice.checked ? 'Keyboard shortcuts are on.' : 'Keyboard shortcuts are off.');
    });
  }

  const unfold = element => {
    for (let fold = element.closest('details.branch:not([open])'); fold; fold = fold.parentElement.closest('details.branch:not([open])')) fold.open = true;
  };
  const visit = post => {
    unfold(post);
    const heading = post.querySelector('h3');
    heading.tabIndex = -1;
    post.scrollIntoView({ block: 'start' });
    heading.focus({ preventScroll: true });
  };
  const every = () => [...document.querySelectorAll('article.reply[id]')];
  const here = () => document.activeElement.closest('article.reply[id]');
  // Where nothing is focused, what is read is what stands at the top of the window.
  const onward = (posts, down) => {
    const at = here(), edge = 24;
    if (at) {
      const after = e => at.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING;
      return down ? posts.find(after) : posts.findLast(e => e !== at && !after(e));
    }
    const top = e => e.getBoundingClientRect().top;
    return down ? posts.find(e => top(e) > edge) || posts.at(-1) : posts.findLast(e => top(e) < 0);
  };
  const step = down => {
    const to = onward(every().filter(e => !e.closest('details.branch:not([open])')), down);
    if (to) visit(to);
    else if (!down) say('That is the first post on this page.');
    else if (document.querySelector('a[rel=next]')) { document.querySelector('a[rel=next]').focus(); } else say('That is the last post.');
  };
  const unread = () => {
    const to = onward(every().filter(e => e.hasAttribute('data-new')), true);
    const elsewhere = document.querySelector('.first-new:not([href^="#"])');
    if (to && to !== here()) visit(to);
    else if (elsewhere) { elsewhere.focus(); say('There are no more new posts on this page. The first is on another: Enter goes there.'); } else say('There are no more new posts on this page.');
  };
  const answered = () => {
    const link = here()?.querySelector('h3 a:not(.who)');
    if (link) follow(link) || link.click(); else say('This post answers none.');
  };
  const fold = () => {
    const post = here(), own = post?.parentElement.querySelector(':scope > details.branch');
    const branch = own || post?.closest('details.branch');
    if (!branch) { say('There is nothing to fold here.'); return; }
    branch.open = !branch.open;
    if (!own) visit(branch.parentElement.querySelector(':scope > article'));
    say((branch.open ? 'Unfolded: ' : 'Folded: ') + branch.querySelector('summary').firstChild.textContent.trim() + '.');
  };

  // A post named by its permanent address is gone to at once where it stands on this page.
  const follow = link => {
    const named = /^(?:\/posts\/|#post-)(\d+)\/?(?:\?|$)/.exec(link.getAttribute('href'));
    const post = named && document.getElementById('post-' + named[1]);
    if (post) visit(post);
    return Boolean(post);
  };

  const keys = { j: () => step(true), k: () => step(false), n: unread, p: answered, x: fold, '?': () => list.showModal() };
  const TYPING = 'input,textarea,select,[contenteditable],[role=listbox],[role=combobox],dialog';
  if (list) {
    document.querySelector('[data-opens=shortcuts]').addEventListener('click', () => list.showModal());
    document.addEventListener('keydown', e => {
      const bare = !e.ctrlKey && !e.altKey && !e.metaKey && (!e.shiftKey || e.key === '?');
      if (!bare || e.isComposing || e.defaultPrevented || e.target.closest(TYPING) || document.querySelector('dialog[open]')) return;
      if (Object.hasOwn(keys, e.key) && isOn()) { e.preventDefault(); keys[e.key](); }
    });
  }
  document.addEventListener('keydown', e => {
    const menu = e.key === 'Escape' && e.target.closest('details.more[open]');
    if (menu) { menu.open = false; menu.querySelector('summary').focus(); }
  });

  const reveal = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target?.closest('details.branch:not([open])')) { unfold(target); target.scrollIntoView(); }
  };
  window.addEventListener('hashchange', reveal);

  document.addEventListener('click', e => {
    const link = e.target.closest('.reply :is(h3 a:not(.who),.more a),.stub a,.prose a[href^="/posts/"]');
    if (link && !e.ctrlKey && !e.metaKey && !e.shiftKey && !e.altKey && !e.button && follow(link)) e.preventDefault();
    const copy = e.target.closest('button[data-copy]');
    if (!copy) return;
    const field = document.getElementById(copy.dataset.copy);
    const chosen = () => { field.focus(); field.select(); say('Chosen. Copy it with your keyboard.'); };
    if (navigator.clipboard) navigator.clipboard.writeText(field.value).then(() => say('Copied.'), chosen); else chosen();
  });

  // The next page was added below: reading goes on there.
  document.body.addEventListener('htmx:load', e => {
    const first = e.detail.elt.matches?.('.batch') && e.detail.elt.querySelector('article.reply');
    if (first) visit(first);
  });
})();
