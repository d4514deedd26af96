// Scatter plots drawn anew for the columns that a reader chooses: the same drawing as that of the program, from the
// values in the figure's table.

(() => {
  // Ticks and their labels, by the rules of scale.cpp and plot_axes.cpp; widths are measured by the browser.
  const { abs, ceil, floor, log10, max, min, round } = Math;
  const gap = 8;
  const [group, point, percentSign] = root.lang === 'fr' ? ['\u202F', ',', '\u202F%'] : [',', '.', '%'];
  const pen = document.createElement('canvas').getContext('2d');
  const widthOf = text => pen.measureText(text).width * 1.05;
  const widest = lines => max(0, ...lines.map(widthOf));
  const longestWord = names => widest(names.flatMap(name => name.split(' ')));
  function wrap(text, room) {
    const lines = [''];
    const words = text.split(/(?<=[ /_.,|=-])/);
    words.flatMap(word => (widthOf(word) > room ? [...word] : word)).forEach(piece => {
      if (lines.at(-1) && widthOf((lines.at(-1) + piece).trim()) > room) lines.push('');
      lines.push(lines.pop() + piece);
    });
    return lines.map(line => line.trim());
  }
  function written(value, { percent, integer }, step) {
    const [scale, unit] = percent ? [100, percentSign] : [1, ''];
    const digits = integer ? 0 : min(12, max(0, ceil(-log10(step * scale) - 1e-9)));
    const [whole, part] = abs(value * scale).toFixed(digits).split('.');
    const size = whole.replace(/\B(?=(\d{3})+$)/g, group) + (part ? point + part : '') + unit;
    return (value < 0 && /[1-9]/.test(size) ? '\u2212' : '') + size;
  }
  function numberTicks(column, most) {
    let { low, high } = column;
    if (low > high) low = high = 0;
    if (high - low <= 1e-12 * abs(high)) {
      const margin = abs(low) / 10 || 0.5;
      low -= margin;
      high += margin;
    }
    const raw = (high - low) / most;
    const power = 10 ** floor(log10(raw));
    const step = power * ([1, 2, 5].find(nice => raw <= power * nice * (1 + 1e-9)) || 10);
    const first = floor(low / step + 1e-9);
    const last = ceil(high / step - 1e-9);
    const values = Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
    const labels = values.map(value => [written(value, column, step)]);
    return { low: first * step, high: last * step, values, labels };
  }
  function nameTicks({ names }, room) {
    const labels = names.map(name => wrap(name, room));
    return { low: -0.5, high: labels.length - 0.5, values: [...labels.keys()], labels };
  }
  const ticksWidth = ({ labels }) => widest(labels.flat());
  const ticksLines = ({ labels }) => max(1, ...labels.map(lines => lines.length));
  function xTicks(x, room, line, most) {
    const slot = room / x.names.length;
    let ticks;
    if (!x.names.length) {
      do ticks = numberTicks(x, most--);
      while (most && (ticksWidth(ticks) + 2 * gap) * (ticks.values.length - 1) > room);
    } else if (longestWord(x.names) > slot - gap || ticksLines(ticks = nameTicks(x, slot - gap)) > 4) {
      let length = 60;
      do ticks = nameTicks(x, length += 30);
      while (length < 210 && ticksLines(ticks) * line > slot);
      const every = ceil(ticksLines(ticks) * line / slot);
      ticks.labels = ticks.labels.map((lines, i) => (i % every ? [] : lines));
      ticks.upright = true;
    }
    return ticks;
  }

  // The drawing, with the elements, classes and proportions of plot_axes.cpp, symbols.cpp and chart_scatter.cpp.
  const svgNames = all('svg')[0].namespaceURI;
  const rounded = value => (typeof value === 'number' ? round(value * 100) / 100 : value);
  function add(to, tag, attributes, content = '') {
    const node = document.createElementNS(tag === 'svg' ? svgNames : to.namespaceURI, tag);
    for (const name in attributes) node.setAttribute(name, rounded(attributes[name]));
    node.textContent = content;
    to.append(node);
    return node;
  }
  function addSymbols(to, { symbol, name }, places, size) {
    const [h, a, c] = [size / 2, size / 3, size * 0.4].map(rounded);
    const [dx, dy, path, width, ends] = {
      circle: [0, 0, 'h0', size, 'round'],
      square: [0, 0, 'h0', size * 0.9, 'square'],
      triangle: [0, -size * 0.31, `l${h / 2} ${h}h${-h}z`, h],
      diamond: [0, -a, `l${a} ${a} ${-a} ${a} ${-a} ${-a}z`, h],
      plus: [-h, 0, `h${2 * h}m${-h} ${-h}v${2 * h}`, size * 0.3],
      cross: [-c, -c, `l${2 * c} ${2 * c}m0 ${-2 * c}l${-2 * c} ${2 * c}`, size * 0.3],
    }[symbol];
    const d = places.map(([x, y]) => `M${rounded(x + dx)} ${rounded(y + dy)}${path}`).join('');
    add(to, 'path', { class: 'mark symbol ' + name, 'stroke-width': width, 'stroke-linecap': ends || 'butt', d });
  }
  const scale = ({ low, high }, start, end) => value => start + (value - low) / (high - low) * (end - start);
  function drawScatter(svg, x, y, groups, words) {
    const narrow = svg.matches('.narrow');
    const [width, font] = narrow ? [288, 13] : [760, 13.75];
    const line = font * 1.35;
    pen.font = `${font}px ${getComputedStyle(svg).fontFamily}`;
    all('g', svg).forEach(part => part.remove());
    const axes = add(svg, 'g', { class: 'scatter-axes' });
    const rule = (name, x1, y1, x2, y2) => add(axes, 'line', { class: name, x1, y1, x2, y2 });
    const write = (to, lines, left, top, anchor, name = 'tick') => lines.forEach((text, i) => {
      add(to, 'text', { x: left, y: top + line * i, 'text-anchor': anchor, class: name }, text);
    });
    const centred = lines => font * 0.35 - line * (lines.length - 1) / 2;

    const missing = wrap(words.missing, narrow ? longestWord([words.missing]) : width);
    const room = max(width * (narrow ? 0.36 : 0.25), min(width * 0.4, longestWord(y.names)));
    const ys = y.names.length ? nameTicks(y, room) : numberTicks(y, 4);
    let left = ceil(max(ticksWidth(ys), y.lacks && widest(missing)) + gap);
    const noX = x.lacks && [width - max(26, ceil(widest(missing))), width];
    const end = noX ? noX[0] - gap : width;
    let right = noX ? end : end - (narrow ? 8 : 16);
    const most = narrow ? 5 : 10;
    let xs = xTicks(x, right - left, line, most);
    if (!x.names.length) {
      left = max(left, ticksWidth(xs) / 2 + 2);
      right = min(right, end - ticksWidth(xs) / 2 - 2);
      xs = xTicks(x, right - left, line, most);
    }

    const yName = wrap(y.name, width);
    write(axes, yName, 0, font, 'start');
    let top = line * yName.length + 2 * gap;
    const noY = y.lacks && [top - gap, top - gap + max(26, line * missing.length)];
    if (noY) top = noY[1] + 2 * gap;
    const bottom = top +
      max((right - left) * (narrow ? 1 : 0.6), (line * max(narrow && 3, ticksLines(ys)) + gap) * y.names.length);
    const xOf = scale(xs, left, right);
    const yOf = scale(ys, bottom, top);
    const beside = (lines, at) => write(axes, lines, left - gap, at + centred(lines), 'end');
    const under = (lines, at) => write(axes, lines, at, bottom + 6 + font, 'middle');

    ys.values.forEach((value, i) => {
      rule('grid', left, yOf(value), right, yOf(value));
      beside(ys.labels[i], yOf(value));
    });
    rule('axis', left, bottom, right, bottom);
    xs.values.forEach((value, i) => {
      const at = xOf(value);
      const lines = xs.labels[i];
      rule('axis', at, bottom, at, bottom + 5);
      const transform = `translate(${rounded(at + centred(lines))} ${rounded(bottom + gap)})rotate(-90)`;
      if (xs.upright) write(add(axes, 'g', { transform }), lines, 0, 0, 'end');
      else under(lines, at);
    });
    const height = bottom + 6 +
      max(xs.upright ? ticksWidth(xs) + gap : line * ticksLines(xs), noX && line * missing.length);
    const xName = wrap(x.name, width);
    const half = widest(xName) / 2;
    write(axes, xName, max(half, min(width - half, (left + right) / 2)), height + gap + font, 'middle');
    svg.setAttribute('viewBox', `0 0 ${width} ${rounded(height + gap + line * xName.length + 4)}`);
    const strip = (x1, y1, x2, y2) =>
      add(axes, 'rect', { class: 'strip', x: x1, y: y1, width: x2 - x1, height: y2 - y1 });
    if (noX) {
      rule('axis', noX[0], bottom, width, bottom);
      under(missing, (noX[0] + width) / 2);
      strip(noX[0], noY ? noY[0] : top, width, bottom);
    }
    if (noY) {
      beside(missing, (noY[0] + noY[1]) / 2);
      strip(left, noY[0], right, noY[1]);
    }

    const place = ({ names }, value, scaled, none, shift) =>
      isNaN(value) ? (none[0] + none[1]) / 2 + shift * (none[1] - none[0]) * 0.6 :
        scaled(names.length ? value + shift / 2 : value);
    const at = (xValue, yValue, shift) =>
      [place(x, xValue, xOf, noX, shift(0.75487767)), place(y, yValue, yOf, noY, shift(0.56984029))];
    const points = add(svg, 'g', { class: 'scatter-points' });
    groups.forEach(group => addSymbols(points, group,
      group.members.map(i => at(x.values[i], y.values[i], ratio => (0.5 + i * ratio) % 1 - 0.5)), narrow ? 6 : 7));
    if (!words.marked) return;
    const client = add(svg, 'g', { class: 'scatter-client' });
    const [cx, cy] = at(x.marked, y.marked, () => 0);
    ['client-ground', 'mark client-ring'].forEach(name => add(client, 'circle', { class: name, cx, cy, r: 7 }));
    const side = width - cx > cx - left ? 1 : -1;
    pen.font = 'bold ' + pen.font;
    const name = wrap(words.marked, max(width - cx, cx - left) - 15);
    write(client, name, cx + 12 * side, cy + centred(name), side > 0 ? 'start' : 'end', 'strong halo');
  }

  // The columns, from the table of the figure.
  const isKnown = value => !isNaN(value);
  all('.chooser').forEach(controls => {
    const words = JSON.parse(controls.dataset.scatter);
    const figure = controls.closest('figure');
    const rows = all('tbody tr', figure);
    const cellOf = (row, index) => row.cells[index + 1];
    const first = words.marked ? 1 : 0;

    function dimension(index) {
      const column = words.columns[index];
      const names = column.names.map(name => name.replace(/[\u2068\u2069\r]/g, ''));
      const values = rows.map(row => {
        const cell = cellOf(row, index);
        const number = cell.querySelector('data, .undefined');
        return number ? +number.value : names.indexOf(cell.textContent);
      });
      const known = values.filter(isKnown);
      return { ...column, marked: values[0], values: values.slice(first), low: min(...known),
        high: max(...known), lacks: values.some(isNaN) };
    }

    function groupsOf(index) {
      const everyone = [...rows.slice(first).keys()];
      if (index < 0) return [{ symbol: 'circle', name: 's1', members: everyone }];
      const { names, values } = dimension(index);
      const groups = [];
      const add = (symbol, name, test, label) => {
        const members = everyone.filter(i => test(values[i])).sort((a, b) => values[a] - values[b] || a - b);
        const text = i => cellOf(rows[i + first], index).textContent;
        if (!members.length) return;
        label ||= fill(words.range, [text(members[0]), text(members.at(-1))]);
        groups.push({ symbol, name, members, label });
      };
      const shapes = ['circle', 'square', 'triangle', 'diamond'];
      if (names.length) {
        const size = k => values.filter(value => value === k).length;
        const order = [...names.keys()].filter(size)
          .sort((a, b) => size(b) - size(a)).slice(0, 4).sort((a, b) => a - b);
        order.forEach((k, i) => add(shapes[i], 's' + (i + 1), value => value === k, names[k]));
        add('plus', 'other', value => isKnown(value) && !order.includes(value), words.other);
      } else {
        const sorted = values.filter(isKnown).sort((a, b) => a - b);
        const [middle, high] = [1, 2].map(third => sorted[floor(sorted.length * third / 3)]);
        ['low', 'middle', 'high'].forEach((level, k) => add(shapes[k], 'value-' + level,
          value => isKnown(value) && (value >= middle) + (value >= high) === k));
      }
      add('cross', 'value-missing', isNaN, words.missing);
      return groups;
    }

    function showLegend(name, groups) {
      all('.legend', figure).forEach(legend => legend.remove());
      if (!name) return;
      const legend = add(figure, 'ul', { class: 'legend' });
      controls.after(legend);
      add(add(legend, 'li', {}), 'strong', {}, fill(words.legend, [name]));
      groups.forEach(group => {
        const item = add(legend, 'li', {});
        const swatch = add(item, 'svg', { class: 'swatch point', viewBox: '8 0 16 16', 'aria-hidden': true });
        addSymbols(swatch, group, [[16, 8]], 8);
        add(item, 'span', {}, group.label);
      });
    }

    controls.addEventListener('change', () => {
      const [x, y, colour] = all('select', controls).map(select => (select.value ? +select.value : -1));
      const [xName, yName, colourName] = [x, y, colour].map(index => words.columns[index]?.name);
      const [title, summary] = (colourName ? words.coloured : words.plain)
        .map(text => fill(text, { x: xName, y: yName, colour: colourName }));
      const groups = groupsOf(colour);
      showLegend(colourName, groups);
      all('.chart', figure).forEach(svg => drawScatter(svg, dimension(x), dimension(y), groups, words));
      all('.figure-title, .chart > title', figure).forEach(part => { part.textContent = title; });
      all('.figure-summary, .chart > desc', figure).forEach(part => { part.textContent = summary; });
    });
  });
})();
