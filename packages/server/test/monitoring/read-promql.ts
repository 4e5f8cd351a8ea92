export type Matcher = { label: string; operator: string; value: string };
export type Selector = { metric: string; matchers: Matcher[] };

const words = new Set(['and', 'or', 'unless', 'bool', 'offset', 'start', 'end', 'inf', 'nan']);
const beforeLabels = new Set(['by', 'without', 'on', 'ignoring', 'group_left', 'group_right']);
const token =
  /\s+|(?<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?<number>\d[\w.]*)|(?<name>[a-zA-Z_:][\w:]*)|(?<sign>[=!]~|[=!<>]=|[-+*/%^<>=(){}[\],@])/y;

/**
 * The part of PromQL that tells what an expression asks for: names of metrics with their matchers, and the labels that it
 * groups by. It knows no precedence, because nothing is calculated.
 *
 * @throws where a character belongs to nothing it knows
 */
export function readPromql(expression: string): { selectors: Selector[]; labels: string[] } {
  const tokens = tokenize(expression);
  const selectors: Selector[] = [];
  const labels: string[] = [];
  const until = (closing: string): string[] => {
    const found: string[] = [];
    for (let next = tokens.shift(); next !== closing; next = tokens.shift()) {
      if (next === undefined) throw new Error(`${closing} is missing in ${expression}`);
      found.push(next);
    }
    return found;
  };
  while (tokens.length > 0) {
    const name = tokens.shift() ?? '';
    if (name === '[') until(']');
    if (!/^[a-zA-Z_:]/.test(name) || words.has(name)) continue;
    if (beforeLabels.has(name)) {
      if (tokens[0] === '(') labels.push(...until(')').filter((one) => /^\w+$/.test(one)));
    } else if (tokens[0] === '{') {
      tokens.shift();
      selectors.push({ metric: name, matchers: toMatchers(until('}')) });
    } else if (tokens[0] !== '(' && !beforeLabels.has(tokens[0] ?? '')) selectors.push({ metric: name, matchers: [] });
  }
  return { selectors, labels };
}

function tokenize(expression: string): string[] {
  const found: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < expression.length) {
    const at = token.lastIndex;
    const match = token.exec(expression);
    if (match === null) throw new Error(`what is "${expression.slice(at, at + 10)}" in ${expression}?`);
    if (match[0].trim() !== '') found.push(match[0]);
  }
  return found;
}

function toMatchers(tokens: string[]): Matcher[] {
  const parts = tokens.filter((one) => one !== ',');
  const matchers: Matcher[] = [];
  for (let at = 0; at < parts.length; at += 3) {
    const [label = '', operator = '', value = ''] = parts.slice(at, at + 3);
    matchers.push({ label, operator, value: value.slice(1, -1) });
  }
  return matchers;
}
