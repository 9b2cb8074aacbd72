/* Words chosen on a page can be discussed and challenged: links to the forms, with these words in. */
(() => {
  const links = [...document.querySelectorAll('[data-chosen]')];
  const doc = document.querySelector('.doc');
  if (!links.length || !doc) return;
  const LIMIT = 1000, LONGEST = 3500, BEFORE = 80;
  const UNREAD = '.vh,.challenge-ref,.thread-ref,sup,.footnote-backref,.sect>a';
  const BLOCKS = 'p,li,h1,h2,h3,h4,h5,h6,td,th,pre,blockquote,br,div';
  let offered = null, timer = 0;

  // The words of a range as a reader reads them, a blank between blocks.
  const words = range => {
    const copy = document.createElement('div');
    copy.append(range.cloneContents());
    copy.querySelectorAll(UNREAD).forEach(e => e.remove());
    copy.querySelectorAll(BLOCKS).forEach(e => e.after(' '));
    return copy.textContent.replace(/\s+/g, ' ').trim();
  };
  const element = node => node.nodeType === 1 ? node : node.parentElement;
  const text = node => element(node)?.closest('.doc .prose, .doc .lede');
  const remove = () => { offered?.remove(); offered = null; };

  // A choice of a whole paragraph ends before the first word of what follows: it is cut at the last word.
  const cut = range => {
    const found = range.cloneRange(), nodes = document.createTreeWalker(range.commonAncestorContainer, NodeFilter.SHOW_TEXT);
    let last = null;
    while (nodes.nextNode()) {
      const node = nodes.currentNode, reached = range.intersectsNode(node) && node.data.trim();
      if (reached && !(node === range.endContainer && !range.endOffset)) last = node;
    }
    if (last && last !== range.endContainer) found.setEnd(last, last.length);
    return found;
  };

  // What the address of a form is asked with; nothing where it would be too long.
  const query = (range, block) => {
    const quote = words(range);
    if (!quote || quote.length > LIMIT) return '';
    const ahead = document.createRange();
    ahead.setStart(block, 0);
    ahead.setEnd(range.startContainer, range.startOffset);
    const found = '?' + new URLSearchParams({ quote, before: words(ahead).slice(-BEFORE) });
    return found.length > LONGEST ? '' : found;
  };
  const button = (link, asked) => {
    const made = document.createElement('a');
    made.className = 'btn sm';
    made.href = link.getAttribute('href').replace(/\?.*/, '') + asked;
    made.textContent = link.dataset.chosen;
    return made;
  };

  // They stand behind the block in which the choice ends, where the Tab key comes next, and are no trap.
  const offer = () => {
    if (offered?.contains(document.activeElement)) return;
    remove();
    const chosen = getSelection();
    const range = chosen.rangeCount && !chosen.isCollapsed ? cut(chosen.getRangeAt(0)) : null;
    const start = range && text(range.startContainer), end = range && text(range.endContainer);
    const asked = start && end ? query(range, start) : '';
    if (!asked) return;
    const lines = range.getClientRects(), last = lines[lines.length - 1], box = doc.getBoundingClientRect();
    offered = document.createElement('p');
    offered.className = 'row on-words';
    offered.append(...links.map(link => button(link, asked)));
    (end.matches('.lede') ? end : element(range.endContainer).closest('.prose>*') || end.lastElementChild).after(offered);
    if (!last) return;
    offered.style.top = (last.bottom - box.top + 6) + 'px';
    offered.style.left = Math.max(0, Math.min(last.left - box.left, box.width - offered.offsetWidth)) + 'px';
  };
  document.addEventListener('selectionchange', () => { clearTimeout(timer); timer = setTimeout(offer, 200); });
  // Pressing it keeps the words chosen.
  document.addEventListener('mousedown', e => { if (e.target.closest('.on-words')) e.preventDefault(); });
  document.addEventListener('keydown', e => { if (e.key === 'Escape') remove(); });
})();
