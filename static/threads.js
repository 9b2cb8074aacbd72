/* Threads: whether new replies have come, and what can be done with words that one has chosen. */
(() => {
  const say = words => document.body.dispatchEvent(new CustomEvent('say', { detail: { value: words, waits: true } }));

  // New replies are told of once, where they move nothing; a link loads them.
  const box = document.querySelector('[data-news]');
  const EVERY = 30000, SELDOM = 300000;
  let wait = EVERY, timer = 0, asked = 0, told = false, away = false;
  const form = document.querySelector('form[data-draft]');
  const show = ({ count, url }) => {
    const words = count === 1 ? '1 new reply has come.' : count + ' new replies have come.';
    const link = box.querySelector('a');
    link.textContent = (count === 1 ? '1 new reply has' : count + ' new replies have') + ' come: show';
    link.href = url;
    if (away) return;
    box.hidden = false;
    if (!told) say(words);
    told = true;
  };
  const ask = async () => {
    clearTimeout(timer);
    asked = Date.now();
    const but = form?.querySelector('[name=person]')?.value || '';
    try {
      // Without cookies: the answer is the same for everybody, and no session is looked up.
      const answer = await fetch(`${box.dataset.news}?after=${box.dataset.after}&but=${but}`, { credentials: 'omit' });
      if (answer.status === 200) show(await answer.json());
      else if (answer.status !== 204) return;  // gone, or not for visitors: it is not asked again
    } catch { /* away: asked again later */ }
    plan();
  };
  const plan = () => {
    clearTimeout(timer);
    if (document.visibilityState !== 'visible') return;
    timer = setTimeout(ask, wait);
    wait = Math.min(wait * 1.5, SELDOM);
  };
  if (box) {
    document.addEventListener('visibilitychange', () => {
      wait = EVERY;
      if (document.visibilityState === 'visible' && Date.now() - asked > EVERY) ask(); else plan();
    });
    document.addEventListener('input', () => { if (wait > EVERY) { wait = EVERY; plan(); } });
    box.querySelector('button').addEventListener('click', () => { away = true; box.hidden = true; });
    // What was typed so far, and is kept as a draft, comes along.
    box.querySelector('a').addEventListener('click', e => {
      const key = form?.dataset.kept !== undefined && form.querySelector('textarea').value.trim() ? form.querySelector('[name=draft]').value : '';
      const url = new URL(e.currentTarget.href, location.href);
      if (key) url.searchParams.set('draft', key);
      e.currentTarget.href = url;
    });
    asked = Date.now();
    plan();
  }

  // The words chosen in a post, a line for each paragraph.
  const LONGEST = 3000;
  const chosenIn = post => {
    const chosen = getSelection();
    if (!post || !chosen.rangeCount || chosen.isCollapsed) return '';
    const range = chosen.getRangeAt(0), prose = post.querySelector('.prose');
    if (!prose?.contains(range.startContainer) || !post.contains(range.endContainer)) return '';
    const copy = document.createElement('div');
    if (!prose.contains(range.endContainer)) range.setEnd(prose, prose.childNodes.length);
    copy.append(range.cloneContents());
    copy.querySelectorAll('.vh,sup').forEach(e => e.remove());
    copy.querySelectorAll('p,li,h1,h2,h3,h4,h5,h6,td,th,pre,blockquote,br').forEach(e => e.after('\n'));
    return copy.textContent.split('\n').map(line => line.replace(/\s+/g, ' ').trim()).filter(Boolean).join('\n');
  };
  // A link beside the post takes them along: to quote them, or to propose them as a recommendation.
  const takes = { 'quote=': 'words', '/propose/': 'quote' };
  const taking = target => Object.keys(takes).map(part => [target.closest?.(`a[href*="${part}"]`), takes[part]]).find(([link]) => link);
  document.addEventListener('mousedown', e => { if (taking(e.target) && !getSelection().isCollapsed) e.preventDefault(); });
  document.addEventListener('click', e => {
    const [link, name] = taking(e.target) || [], words = link && chosenIn(link.closest('article.reply'));
    if (!words || words.length > LONGEST) return;
    const url = new URL(link.href);
    url.searchParams.set(name, name === 'words' ? words : words.replaceAll('\n', ' '));
    link.href = url;
  });
})();
