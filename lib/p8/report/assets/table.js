// Tables: sorting, searching, filtering, long ones.

(() => {
  const keyOf = (row, column) => {
    const cell = row.cells[column];
    const data = cell.querySelector('data');
    return data ? +data.value : cell.textContent.trim();
  };
  const inOrder = (a, b) => (typeof a === 'number' && typeof b === 'number' ? a - b : compare(a, b));
  function sortBy(table, header, column) {
    const ascending = header.getAttribute('aria-sort') !== 'ascending';
    const entries = all('tr', table.tBodies[0]).map(row => ({ row, key: keyOf(row, column) }));
    const numeric = entries.some(({ key }) => typeof key === 'number');
    const isMissing = key => key === '' || (numeric && typeof key !== 'number');
    entries.sort((a, b) => isMissing(a.key) - isMissing(b.key) || (ascending ? 1 : -1) * inOrder(a.key, b.key));
    table.tBodies[0].append(...entries.map(({ row }) => row));
    all('th', table.tHead).forEach(cell => cell.removeAttribute('aria-sort'));
    header.setAttribute('aria-sort', ascending ? 'ascending' : 'descending');
    table.dispatchEvent(new Event('sorted'));
  }
  all('table[data-sortable]').forEach(table => all('th', table.tHead).forEach(header => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...header.childNodes);
    header.append(button);
    button.addEventListener('click', () => sortBy(table, header, header.cellIndex));
  }));
})();

// Only the rows that are looked at are laid out: a browser takes seconds to lay out a table of 10,000.
(() => {
  const plain = text => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
    .replace(/\u2019/g, "'").replace(/\s+/g, ' ');
  function search(block) {
    const [table, input, select, more, status] =
      ['table', 'input', 'select', '.more', '.count'].map(part => block.querySelector(part));
    const texts = new Map();
    const atFirst = +block.dataset.limit || Infinity;
    let limit = atFirst;
    let rows = all('tr', table.tBodies[0]);

    const filterText = row => row.cells[block.dataset.filter].textContent.trim();
    function textOf(row) {
      if (!texts.has(row)) texts.set(row, plain([...row.cells].map(cell => cell.textContent).join('\n')));
      return texts.get(row);
    }
    function show() {
      const sought = input ? plain(input.value.trim()) : '';
      const chosen = select?.value;
      let found = 0;
      rows.forEach(row => {
        const fits = (!chosen || filterText(row) === chosen) && (!sought || textOf(row).includes(sought));
        found += fits;
        const shown = fits && found <= limit;
        if (row.hidden === shown) row.hidden = !shown;
      });
      const { none, one, many, first } = block.dataset;
      const sentence = found === 0 ? none : found > limit ? first : found === 1 ? one : many;
      status.textContent = fill(sentence, [count(found), count(limit)]);
      block.toggleAttribute('data-filtered', found < rows.length);
      more.hidden = found <= limit;
    }
    function restart() {
      limit = atFirst;
      show();
    }

    if (input) {
      input.addEventListener('input', restart);
      input.addEventListener('focus', () => rows.forEach(textOf), { once: true });
    }
    if (select) {
      const values = [...new Set(rows.map(filterText))].filter(Boolean).sort(compare);
      select.append(...values.map(value => new Option(value, value)));
      select.addEventListener('change', restart);
    }
    more.querySelector('button').addEventListener('click', () => {
      limit *= 2;
      show();
      if (more.hidden) table.parentElement.focus();
    });
    table.addEventListener('sorted', () => {
      rows = all('tr', table.tBodies[0]);
      show();
    });
    addEventListener('beforeprint', () => {
      limit = Infinity;
      show();
    });
    addEventListener('afterprint', restart);
    show();
    table.classList.remove('paged');
  }
  all('.searchable').forEach(search);
})();
