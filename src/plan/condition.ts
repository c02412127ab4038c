/**
 * The condition of a step: `region == "eu" and not canary`. Words are variables of the plan; everything is text; there
 * is nothing to call and nothing that could fail while a plan runs.
 *
 *     either  = both {"or" both}          both = negated {"and" negated}
 *     negated = "not" negated | compared   compared = value [("==" | "!=") value]
 *     value   = "(" either ")" | "defined" NAME | NAME | TEXT | NUMBER | "true" | "false"
 */
export type Condition =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'name'; readonly name: string; readonly at: number }
  | { readonly kind: 'defined'; readonly name: string; readonly at: number }
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'and' | 'or' | '==' | '!='; readonly left: Condition; readonly right: Condition };

/** What cannot be understood, and where: offset in the text, from 0. */
export interface Misread {
  readonly at: number;
  readonly message: string;
}

interface Token {
  readonly kind: 'word' | 'text' | 'sign' | 'end';
  readonly text: string;
  readonly at: number;
}

/** Deeper than anybody means it; the parser recurses. */
const deepest = 50;
const reserved = ['and', 'or', 'not', 'defined'];
const form = /\s*(?:([A-Za-z_]\w*)|(\d[\w.-]*)|"([^"]*)"|'([^']*)'|(==|!=|[()]))/y;

class Unreadable extends Error {
  readonly at: number;

  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

const likely: Readonly<Record<string, string>> = {
  '=': 'compare with ==',
  '&': 'write and',
  '|': 'write or',
  '!': 'write not, or compare with !=',
};

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  form.lastIndex = 0;
  for (;;) {
    const from = form.lastIndex;
    const found = form.exec(text);
    if (!found) {
      const at = from + (/^\s*/.exec(text.slice(from))?.[0].length ?? 0);
      if (at < text.length) throw new Unreadable(at, unexpected(text, at));
      return [...tokens, { kind: 'end', text: 'the end', at }];
    }
    const [whole, word, number, double, single, sign] = found;
    const kind = word === undefined ? (sign === undefined ? 'text' : 'sign') : 'word';
    const value = word ?? number ?? double ?? single ?? sign ?? '';
    tokens.push({ kind, text: value, at: from + whole.length - whole.trimStart().length });
  }
}

function unexpected(text: string, at: number): string {
  const char = String.fromCodePoint(text.codePointAt(at) ?? 0);
  if (char === '"' || char === "'") return `the text that starts with ${char} has no end`;
  const meant = likely[char];
  return `${char} means nothing here${meant ? `; ${meant}` : ''}`;
}

/** @returns the condition, or the first thing in it that cannot be understood. */
export function parseCondition(text: string): Condition | Misread {
  try {
    return parsed(tokensOf(text));
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { at: error.at, message: error.message };
  }
}

function parsed(tokens: readonly Token[]): Condition {
  let next = 0;
  let depth = 0;
  const peek = (): Token => tokens[Math.min(next, tokens.length - 1)] as Token;
  const take = (kind: Token['kind'], ...texts: readonly string[]): Token | undefined => {
    const token = peek();
    if (token.kind !== kind || !texts.includes(token.text)) return undefined;
    next++;
    return token;
  };
  const wrong = (wanted: string): Unreadable => {
    const { kind, text, at } = peek();
    return new Unreadable(at, `${kind === 'end' ? text : `'${text}'`} stands where ${wanted} should`);
  };

  function either(): Condition {
    let left = both();
    while (take('word', 'or')) left = { kind: 'or', left, right: both() };
    return left;
  }
  function both(): Condition {
    let left = negated();
    while (take('word', 'and')) left = { kind: 'and', left, right: negated() };
    return left;
  }
  function negated(): Condition {
    if (++depth > deepest) throw new Unreadable(peek().at, `nested more than ${deepest} deep`);
    const found: Condition = take('word', 'not') ? { kind: 'not', of: negated() } : compared();
    depth--;
    return found;
  }
  function compared(): Condition {
    const left = value();
    const sign = take('sign', '==', '!=');
    return sign ? { kind: sign.text as '==' | '!=', left, right: value() } : left;
  }
  function value(): Condition {
    if (take('sign', '(')) {
      const inner = either();
      if (!take('sign', ')')) throw wrong('a )');
      return inner;
    }
    if (take('word', 'defined')) {
      const { kind, text, at } = peek();
      if (kind !== 'word' || reserved.includes(text)) throw wrong('the name of a variable');
      next++;
      return { kind: 'defined', name: text, at };
    }
    const { kind, text, at } = peek();
    if (kind === 'end' || kind === 'sign' || (kind === 'word' && reserved.includes(text)))
      throw wrong('a variable or a text in quotes');
    next++;
    const isName = kind === 'word' && text !== 'true' && text !== 'false';
    return isName ? { kind: 'name', name: text, at } : { kind: 'text', text };
  }

  const whole = either();
  if (peek().kind !== 'end') throw wrong('and, or, == or !=');
  return whole;
}

/** Every variable that it names, with its offset. */
export function namesIn(condition: Condition): readonly { readonly name: string; readonly at: number }[] {
  switch (condition.kind) {
    case 'text':
      return [];
    case 'name':
    case 'defined':
      return [{ name: condition.name, at: condition.at }];
    case 'not':
      return namesIn(condition.of);
    default:
      return [...namesIn(condition.left), ...namesIn(condition.right)];
  }
}

/** Of a value by itself: nothing, `false`, `no`, `off` and `0` are no. */
const yes = (value: string | undefined): boolean | undefined =>
  value === undefined ? undefined : !/^(?:false|no|off|0)?$/i.test(value.trim());

/**
 * @param values of the variables; those that are not there are not known yet.
 * @returns whether it holds; undefined: that depends on what is not known yet.
 */
export function holds(condition: Condition, values: Readonly<Record<string, string>>): boolean | undefined {
  const text = (of: Condition): string | undefined => {
    if (of.kind === 'text') return of.text;
    if (of.kind === 'name') return Object.hasOwn(values, of.name) ? values[of.name] : undefined;
    const found = holds(of, values);
    return found === undefined ? undefined : String(found);
  };
  switch (condition.kind) {
    case 'text':
    case 'name':
      return yes(text(condition));
    case 'defined':
      return Object.hasOwn(values, condition.name) ? values[condition.name] !== '' : undefined;
    case 'not': {
      const inner = holds(condition.of, values);
      return inner === undefined ? undefined : !inner;
    }
    case 'and':
    case 'or': {
      const decisive = condition.kind === 'or';
      const sides = [holds(condition.left, values), holds(condition.right, values)];
      if (sides.includes(decisive)) return decisive;
      return sides.includes(undefined) ? undefined : !decisive;
    }
    default: {
      const [left, right] = [text(condition.left), text(condition.right)];
      if (left === undefined || right === undefined) return undefined;
      return (left === right) === (condition.kind === '==');
    }
  }
}
