// Choices, the picker of a group, links into what is hidden, letters.

(() => {
  // What shows a part of the page that a control hides.
  const revealers = new Map();
  function reveal(target) {
    for (let part = target; part; part = part.parentElement) {
      if (part.hidden && revealers.has(part)) revealers.get(part)();
    }
  }

  all('.choice').forEach(choice => {
    const select = choice.querySelector(':scope > .controls select');
    if (!select) return;
    const panels = all(':scope > .panel', choice);
    const show = () => panels.forEach((panel, i) => {
      panel.hidden = select.value && +select.value !== i;
    });
    select.addEventListener('change', show);
    panels.forEach((panel, i) => revealers.set(panel, () => {
      select.value = i;
      show();
    }));
  });

  const [picker] = all('.picker');
  if (picker) {
    const select = picker.querySelector('select');
    const parts = all('[data-group]');
    const show = () => {
      parts.forEach(part => { part.hidden = part.dataset.group !== select.value; });
      picker.querySelector('.count').textContent =
        fill(picker.dataset.position, [count(select.selectedIndex + 1), count(select.length)]);
    };
    const step = by => {
      select.selectedIndex = (select.selectedIndex + by + select.length) % select.length;
      show();
    };
    select.addEventListener('change', show);
    picker.querySelector('.previous').addEventListener('click', () => step(-1));
    picker.querySelector('.next').addEventListener('click', () => step(1));
    parts.forEach(part => revealers.set(part, () => {
      select.value = part.dataset.group;
      show();
    }));
    show();
  }

  const targetOf = hash => document.getElementById(hash.slice(1));
  addEventListener('click', event => {
    const link = event.target.closest('a[href^="#"]');
    if (link) reveal(targetOf(link.hash));
  });
  function follow() {
    const target = targetOf(location.hash);
    if (!target || target.checkVisibility()) return;
    reveal(target);
    target.scrollIntoView();
    onload = () => target.scrollIntoView();
  }
  addEventListener('hashchange', follow);
  follow();

  all('.letter').forEach(letter => {
    letter.nextElementSibling.querySelector('button').addEventListener('click', () => {
      letter.classList.add('printed');
      addEventListener('afterprint', () => letter.classList.remove('printed'), { once: true });
      print();
    });
  });

  all('.controls').forEach(controls => { controls.hidden = false; });
})();
