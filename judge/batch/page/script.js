"use strict";
// Everything that is shown comes from programs and file names that nobody trusts: it is put into the
// page as text (textContent, attributes set by name) and never as markup.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const PAGE = 100;
  const COLORS = {
    ACCEPTED: "#16a34a", WRONG_ANSWER: "#dc2626", TIME_LIMIT_EXCEEDED: "#d97706",
    WALL_TIME_LIMIT_EXCEEDED: "#b45309", MEMORY_LIMIT_EXCEEDED: "#7c3aed",
    OUTPUT_LIMIT_EXCEEDED: "#c026d3", RUNTIME_ERROR: "#be185d", SYSCALL_DENIED: "#0f172a",
    COMPILE_ERROR: "#475569", PARTIAL: "#0891b2", SKIPPED: "#cbd5e1", JUDGE_ERROR: "#2563eb",
    BAD_ENTRY: "#78716c",
  };
  const LETTERS = {
    ACCEPTED: "", WRONG_ANSWER: "W", TIME_LIMIT_EXCEEDED: "T", WALL_TIME_LIMIT_EXCEEDED: "I",
    MEMORY_LIMIT_EXCEEDED: "M", OUTPUT_LIMIT_EXCEEDED: "O", RUNTIME_ERROR: "R", SYSCALL_DENIED: "S",
    COMPILE_ERROR: "C", PARTIAL: "P", SKIPPED: "", JUDGE_ERROR: "J", BAD_ENTRY: "?",
  };
  const color = (verdict) => COLORS[verdict] || "#78716c";

  function add(parent, tag, attributes, text) {
    const svg = ["svg", "line", "rect", "circle", "text", "title", "g"].includes(tag);
    const made = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag)
                     : document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) made.setAttribute(name, value);
    if (text !== undefined) made.textContent = text;
    if (parent) parent.appendChild(made);
    return made;
  }
  // SVG, since a style attribute would need a weaker policy.
  function dot(parent, verdict) {
    const svg = add(parent, "svg", {class: "dot", viewBox: "0 0 10 10"});
    add(svg, "circle", {cx: 5, cy: 5, r: 5, fill: color(verdict)});
  }
  const seconds = (value) => value < .01 ? (1e3 * value).toFixed(value < .001 ? 2 : 1) + " ms"
    : value.toFixed(value < 10 ? 3 : 1) + " s";
  function bytes(value) {
    for (const [unit, size] of [["GiB", 2 ** 30], ["MiB", 2 ** 20], ["KiB", 2 ** 10]]) {
      if (value >= size) return (value / size).toFixed(1) + " " + unit;
    }
    return value + " B";
  }

  const rows = data.rows.map((row) => {
    const tests = row.t || [];
    return {
      row, index: row.i, id: row.id, problem: data.problems[row.p].name,
      language: row.l, verdict: row.v, tests,
      passed: tests.filter((test) => data.verdicts[test[0]] === "ACCEPTED").length,
      cpu: row.c, memory: row.m, score: row.s === undefined ? -1 : row.s, reason: row.e || "",
    };
  });
  const state = {sort: "index", down: false, page: 0, verdict: "", problem: "", text: "", show: 0};

  // The view is in the address, so that it can be kept and passed on.
  function readAddress() {
    const given = new URLSearchParams(location.hash.slice(1));
    const sort = given.get("sort") || "index";
    state.down = sort.startsWith("-");
    state.sort = sort.replace(/^-/, "");
    state.page = Math.max(0, (parseInt(given.get("page"), 10) || 1) - 1);
    state.verdict = given.get("verdict") || "";
    state.problem = given.get("problem") || "";
    state.text = given.get("text") || "";
    state.show = parseInt(given.get("show"), 10) || 0;
    if (!columns.some((column) => column.key === state.sort)) state.sort = "index";
  }
  function writeAddress() {
    const now = new URLSearchParams();
    if (state.sort !== "index" || state.down) now.set("sort", (state.down ? "-" : "") + state.sort);
    if (state.page > 0) now.set("page", state.page + 1);
    for (const name of ["verdict", "problem", "text", "show"]) if (state[name]) now.set(name, state[name]);
    history.replaceState(null, "", "#" + now);
  }

  const columns = [
    {key: "index", title: "#", number: true, text: (each) => each.index},
    {key: "id", title: "submission", cell: "name", text: (each) => each.id},
    {key: "problem", title: data.set ? "task" : "problem", text: (each) => each.problem},
    {key: "language", title: "language", text: (each) => each.language},
    {key: "verdict", title: "verdict", text: (each) => each.verdict},
    {key: "score", title: "score", number: true, text: (each) => each.score < 0 ? "" : each.score,
      hidden: !rows.some((each) => each.score >= 0)},
    {key: "passed", title: "passed", number: true,
      text: (each) => each.tests.length ? `${each.passed}/${each.tests.length}` : ""},
    {key: "cpu", title: "slowest", number: true, text: (each) => each.tests.length ? seconds(each.cpu) : ""},
    {key: "memory", title: "memory", number: true, text: (each) => each.tests.length ? bytes(each.memory) : ""},
    {key: "reason", title: "why", cell: "why", text: (each) => each.reason},
  ].filter((column) => !column.hidden);

  function chosen() {
    const wanted = state.text.toLowerCase();
    const found = rows.filter((each) =>
      (!state.verdict || each.verdict === state.verdict) &&
      (!state.problem || each.problem === state.problem) &&
      (!wanted || each.id.toLowerCase().includes(wanted) || each.reason.toLowerCase().includes(wanted)));
    const key = state.sort;
    found.sort((a, b) => {
      const order = a[key] < b[key] ? -1 : a[key] > b[key] ? 1 : a.index - b.index;
      return state.down ? -order : order;
    });
    return found;
  }

  function drawHead(top) {
    add(top, "h1", {}, data.title);
    add(top, "p", {class: "quiet"}, data.subtitle);
    for (const text of data.left_out) add(top, "p", {class: "warning"}, text);
    if (data.pass.length) {
      add(top, "h2", {}, "pass@k");
      const table = add(add(top, "div", {class: "scroll"}), "table");
      const head = add(add(table, "thead"), "tr");
      add(head, "th", {}, "task");
      add(head, "th", {class: "number"}, "samples");
      add(head, "th", {class: "number"}, "passed");
      for (const k of data.ks) add(head, "th", {class: "number"}, "pass@" + k);
      const body = add(table, "tbody");
      for (const line of data.pass) {
        const row = add(body, "tr");
        line.forEach((value, i) => add(row, "td", i ? {class: "number"} : {},
          value === null ? "too few" : i > 2 ? value.toFixed(4) : value));
      }
    }
  }

  const top = document.getElementById("top");
  drawHead(top);
  const chips = add(top, "div", {class: "chips"});
  const bar = add(top, "div", {class: "bar"});
  const plots = add(top, "div", {class: "plots"});
  const pager = add(top, "div", {class: "bar"});
  const table = add(add(top, "div", {class: "scroll"}), "table", {id: "submissions"});
  const detail = add(top, "div", {id: "detail", hidden: ""});

  function drawFilters() {
    for (const [verdict, count] of data.totals) {
      const chip = add(chips, "button", {class: "chip", "data-verdict": verdict, type: "button"});
      dot(chip, verdict);
      chip.appendChild(document.createTextNode(`${verdict} ${count}`));
      chip.addEventListener("click", () => {
        state.verdict = state.verdict === verdict ? "" : verdict;
        state.page = 0;
        draw();
      });
    }
    if (data.problems.length > 1) {
      const select = add(add(bar, "label", {}, data.set ? "task " : "problem "), "select");
      add(select, "option", {value: ""}, "all");
      for (const problem of data.problems) add(select, "option", {value: problem.name}, problem.name);
      select.value = state.problem;
      select.addEventListener("change", () => { state.problem = select.value; state.page = 0; draw(); });
    }
    const input = add(add(bar, "label", {}, "find "), "input", {type: "search"});
    input.value = state.text;
    input.addEventListener("input", () => { state.text = input.value; state.page = 0; draw(); });
  }

  function drawTable(found) {
    table.textContent = "";
    const head = add(add(table, "thead"), "tr");
    for (const column of columns) {
      const mark = state.sort === column.key ? (state.down ? " ▼" : " ▲") : "";
      const cell = add(head, "th", {
        class: "sort" + (column.number ? " number" : ""), tabindex: 0, "data-key": column.key,
        "aria-sort": mark ? (state.down ? "descending" : "ascending") : "none",
      }, column.title + mark);
      const choose = () => {
        state.down = state.sort === column.key ? !state.down : Boolean(column.number && column.key !== "index");
        state.sort = column.key;
        state.page = 0;
        draw();
      };
      cell.addEventListener("click", choose);
      cell.addEventListener("keydown", (event) => { if (event.key === "Enter") choose(); });
    }
    add(head, "th", {}, "tests");
    const body = add(table, "tbody");
    for (const each of found.slice(state.page * PAGE, (state.page + 1) * PAGE)) {
      const line = add(body, "tr", {class: "row" + (state.show === each.index ? " open" : ""), "data-index": each.index});
      for (const column of columns) {
        const cell = add(line, "td", {class: column.cell || (column.number ? "number" : "")});
        if (column.key === "verdict") dot(cell, each.verdict);
        cell.appendChild(document.createTextNode(column.text(each)));
      }
      drawCells(add(line, "td", {class: "matrix"}), each);
      line.addEventListener("click", () => show(each));
    }
  }

  function testName(each, i) {
    return data.problems[each.row.p].tests[i] || String(i + 1);
  }

  // A row of the matrix: a square for each test.
  function drawCells(cell, each) {
    const size = 13;
    const many = Math.min(each.tests.length, 40);
    if (!many) return;
    const lines = Math.ceil(each.tests.length / 40);
    const svg = add(cell, "svg", {class: "cells", width: many * size, height: lines * size});
    each.tests.forEach((test, i) => {
      const verdict = data.verdicts[test[0]];
      const x = (i % 40) * size;
      const y = Math.floor(i / 40) * size;
      const box = add(svg, "rect", {x, y, width: size - 1, height: size - 1, rx: 2, fill: color(verdict)});
      add(box, "title", {}, `${testName(each, i)}: ${verdict}` +
        (test.length > 1 ? `, ${seconds(test[1])}, ${bytes(test[2])}` : ""));
      if (LETTERS[verdict]) add(svg, "text", {x: x + size / 2 - .5, y: y + size - 4}, LETTERS[verdict]);
    });
  }

  function drawPager(found) {
    pager.textContent = "";
    const pages = Math.max(1, Math.ceil(found.length / PAGE));
    state.page = Math.min(state.page, pages - 1);
    add(pager, "span", {}, `${found.length} of ${data.count} submissions, page ${state.page + 1} of ${pages}`);
    for (const [text, step] of [["previous", -1], ["next", 1]]) {
      const button = add(pager, "button", {type: "button"}, text);
      button.disabled = state.page + step < 0 || state.page + step >= pages;
      button.addEventListener("click", () => { state.page += step; draw(); });
    }
  }

  // Values over submissions, in the order of the table, on a logarithmic axis, and the limits.
  function plot(title, found, value, limitOf, least, base, text) {
    const figure = add(plots, "figure");
    add(figure, "figcaption", {}, title);
    const [width, height, left, bottom] = [620, 210, 62, 16];
    const svg = add(figure, "svg", {viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": title});
    const shown = found.filter((each) => each.tests.some((test) => test.length > 1));
    const limits = new Map();
    for (const each of shown) {
      const limit = limitOf(each);
      if (limit > 0) limits.set(limit, (limits.get(limit) || new Set()).add(each.language));
    }
    const values = shown.map((each) => Math.max(value(each), least)).concat([...limits.keys()]);
    if (!values.length) return;
    let low = Infinity;
    let high = 0;
    for (const each of values) { low = Math.min(low, each); high = Math.max(high, each); }
    const log = (each) => Math.log(Math.max(each, least)) / Math.log(base);
    low = base ** Math.floor(log(low) + 1e-9);
    high = base ** Math.ceil(log(high * 1.01));
    const y = (each) => 8 + (height - bottom - 8) * (1 - (log(each) - log(low)) / (log(high) - log(low)));
    for (let tick = low; tick <= high * 1.001; tick *= base) {
      add(svg, "line", {class: "axis", x1: left, x2: width, y1: y(tick), y2: y(tick)});
      add(svg, "text", {x: left - 5, y: y(tick) + 3, "text-anchor": "end"}, text(tick));
    }
    const names = [...limits.entries()].slice(0, 12);
    // Side by side: limits may be near to each other.
    names.forEach(([limit, languages], i) => {
      add(svg, "line", {class: "limit", x1: left, x2: width, y1: y(limit), y2: y(limit)});
      add(svg, "text", {x: width - 3 - 180 * (i % 3), y: y(limit) - 3, "text-anchor": "end"},
        `limit ${text(limit)} (${[...languages].join(", ")})`);
    });
    shown.forEach((each, i) => {
      const point = add(svg, "circle", {
        cx: left + 6 + (width - left - 12) * (shown.length > 1 ? i / (shown.length - 1) : .5),
        cy: y(value(each)), r: shown.length > 500 ? 2 : 3, fill: color(each.verdict), "fill-opacity": .8,
      });
      add(point, "title", {}, `${each.id}: ${text(value(each))}, ${each.verdict}`);
      point.addEventListener("click", () => show(each));
    });
    add(svg, "text", {x: left + 6, y: height - 3}, "submissions in the order of the table");
  }

  function show(each) {
    state.show = each.index;
    writeAddress();
    drawDetail();
    for (const line of table.querySelectorAll("tr.row")) {
      line.classList.toggle("open", line.getAttribute("data-index") === String(each.index));
    }
    detail.scrollIntoView({block: "nearest"});
  }

  function block(parent, title, text, cut) {
    if (!text) return;
    add(parent, "h2", {}, title + (cut ? " (its beginning)" : ""));
    add(parent, "pre", {}, text);
  }

  function drawDetail() {
    const each = rows.find((candidate) => candidate.index === state.show);
    detail.hidden = !each;
    detail.textContent = "";
    if (!each) return;
    const row = each.row;
    add(detail, "h2", {}, `#${each.index} ${each.id}`);
    add(detail, "p", {}, `${each.verdict}, ${data.set ? "task" : "problem"} ${each.problem}, ` +
      `${each.language || "no language"}, from ${row.o}`);
    if (row.memo) add(detail, "p", {}, `Identical to ${row.memo}, whose judgement this is.`);
    if (row.lt) add(detail, "p", {}, `Limits: cpu ${seconds(row.lt)}, memory ${bytes(row.lm)}`);
    if (each.reason) add(detail, "p", {}, each.reason);
    block(detail, "Compiler", row.co, row.cut);
    for (const group of row.g || []) {
      add(detail, "p", {}, `group ${group[0] || "(all)"}: ${group[1]}` +
        (group[2] === null ? "" : `, score ${group[2]}`));
    }
    for (const evidence of row.ev || []) {
      add(detail, "h2", {}, `Test ${testName(each, evidence.n)}: ${data.verdicts[each.tests[evidence.n][0]]}`);
      if (evidence.end) add(detail, "p", {}, evidence.end);
      if (evidence.msg) add(detail, "p", {}, evidence.msg);
      if (evidence.d) {
        const [line, place, expected, found, reason] = evidence.d;
        add(detail, "p", {}, `Line ${line}, column ${place} (${reason})`);
        block(detail, "Expected", expected);
        block(detail, "Found", found);
      }
      block(detail, "Error output", evidence.err, evidence.cut);
    }
    if (row.ev_left) add(detail, "p", {class: "quiet"}, `${row.ev_left} more tests failed; the results file has their evidence.`);
    if (!each.tests.length) return;
    const list = add(detail, "table");
    const head = add(add(list, "thead"), "tr");
    for (const title of ["test", "verdict", "cpu", "memory", "score"]) add(head, "th", {}, title);
    const body = add(list, "tbody");
    each.tests.forEach((test, i) => {
      const line = add(body, "tr");
      add(line, "td", {}, testName(each, i));
      const verdict = add(line, "td");
      dot(verdict, data.verdicts[test[0]]);
      verdict.appendChild(document.createTextNode(data.verdicts[test[0]]));
      add(line, "td", {}, test.length > 1 ? seconds(test[1]) : "");
      add(line, "td", {}, test.length > 1 ? bytes(test[2]) : "");
      add(line, "td", {}, test.length > 3 ? test[3] : "");
    });
    if (row.t_left) add(detail, "p", {class: "quiet"}, `${row.t_left} more tests are in the results file.`);
  }

  function draw() {
    const found = chosen();
    for (const chip of chips.children) {
      chip.classList.toggle("on", chip.getAttribute("data-verdict") === state.verdict);
    }
    plots.textContent = "";
    plot("Slowest test's cpu time", found, (each) => each.cpu, (each) => each.row.lt || 0, 1e-4, 10, seconds);
    plot("Largest test's memory", found, (each) => each.memory, (each) => each.row.lm || 0, 4096, 16, bytes);
    drawPager(found);
    drawTable(found);
    drawDetail();
    writeAddress();
  }

  readAddress();
  drawFilters();
  draw();
})();
