// Comma-separated values, as spreadsheets and learning platforms read and write them.

/** @param {unknown} value */
function field(value) {
  const text = value === null || value === undefined ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * A field that a spreadsheet would take for a formula begins with a quotation mark of its own.
 * @param {unknown} value
 */
export const inert = (value) => (/^[=+\-@\t\r]/.test(String(value)) ? `'${String(value)}` : value);

/** The field that `inert` was given. @param {string} text */
export const fromInert = (text) => (/^'[=+\-@]/.test(text) ? text.slice(1) : text);

/** @param {readonly unknown[][]} rows */
export const toCsv = (rows) => rows.map((row) => `${row.map(field).join(',')}\n`).join('');

/**
 * The rows of a file; a byte order mark, empty lines, and the separators of other languages' spreadsheets are understood.
 * @param {string} text
 * @returns {string[][]}
 */
export function fromCsv(text) {
  const plain = text.replace(/^\uFEFF/, '');
  const [head = ''] = plain.split(/\r?\n/, 1);
  const separator = [',', ';', '\t'].reduce((a, b) => (head.split(b).length > head.split(a).length ? b : a));
  /** @type {string[][]} */
  const rows = [];
  /** @type {string[]} */
  let row = [];
  let value = '';
  let quoted = false;
  const endField = () => {
    row.push(value);
    value = '';
  };
  const endRow = () => {
    endField();
    if (row.some((one) => one !== '')) rows.push(row);
    row = [];
  };
  for (let i = 0; i < plain.length; i += 1) {
    const c = plain[i];
    if (quoted) {
      if (c !== '"') value += c;
      else if (plain[i + 1] === '"') value += plain[(i += 1)];
      else quoted = false;
    } else if (c === '"' && value === '') quoted = true;
    else if (c === separator) endField();
    else if (c === '\n') endRow();
    else if (c !== '\r') value += c;
  }
  if (value !== '' || row.length > 0) endRow();
  return rows;
}
