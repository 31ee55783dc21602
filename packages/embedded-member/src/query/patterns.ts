// LIKE, ILIKE and regular expressions of Java, by those of JavaScript.
import { Refusal } from '../refusal.js';
import { notHere } from '../refusal.js';

export type TextMatch = (text: string) => boolean;

const SPECIAL = /[\\^$.*+?()[\]{}|/-]/g;

/** `%` is any text and `_` any character, but not behind a backslash, which is then left out. All others are themselves. */
export function like(pattern: string, flags = ''): TextMatch {
  const source = pattern.replace(/\\[%_]|[%_]|[^%_\\]+|\\/g, part => {
    if (part === '%') return '.*';
    if (part === '_') return '.';
    return quoted(part.length === 2 && /^\\[%_]$/.test(part) ? part[1]! : part);
  });
  const expression = new RegExp(`^${source}$`, `su${flags}`);
  return text => expression.test(text);
}

export function ilike(pattern: string): TextMatch {
  return like(pattern, 'i');
}

/** Of the whole text. What JavaScript has not is refused. */
export function regex(pattern: string): TextMatch {
  const { source, flags } = translated(pattern);
  const expression = compiled(pattern, `^(?:${source})$`, flags);
  return text => expression.test(text);
}

/** Names that JavaScript has another way of. */
const CLASSES: Readonly<Record<string, string>> = {
  Lower: 'a-z',
  Upper: 'A-Z',
  ASCII: '\\x00-\\x7F',
  Alpha: 'a-zA-Z',
  Digit: '0-9',
  Alnum: 'a-zA-Z0-9',
  Punct: '!-\\/:-@\\[-`\\{-~',
  Graph: '!-~',
  Print: ' -~',
  Blank: ' \\t',
  Cntrl: '\\x00-\\x1F\\x7F',
  XDigit: '0-9a-fA-F',
  Space: ' \\t\\n\\x0B\\f\\r',
};

/** Quotes, flags in front, and classes of characters. */
function translated(pattern: string): { readonly source: string; readonly flags: string } {
  const [, given = '', rest = ''] = /^(?:\(\?([ismux]+)\))?(.*)$/s.exec(pattern)!;
  if (/[ux]/.test(given) || /\(\?>|[*+?]\+|\d\}\+|&&|\\[AzZGhHR]/.test(rest)) throw unknown(pattern);
  const source = rest
    .replace(/\\Q(.*?)(?:\\E|$)/gs, (_, text: string) => quoted(text))
    .replace(/(\[[^\]]*)?\\p\{(\w+)\}/g, (found, inClass: string | undefined, name: string) => {
      const known = CLASSES[name];
      if (known === undefined) return found;
      return inClass === undefined ? `[${known}]` : inClass + known;
    });
  return { source, flags: given };
}

function compiled(pattern: string, source: string, flags: string): RegExp {
  try {
    return new RegExp(source, `u${flags}`);
  } catch {
    // Without `u` JavaScript takes escapes that mean nothing, as Java does.
    if (/\\[pP]\{/.test(source)) throw unknown(pattern);
  }
  try {
    return new RegExp(source, flags);
  } catch (error) {
    throw new Refusal('UNDEFINED', (error as Error).message, 'java.util.regex.PatternSyntaxException');
  }
}

function unknown(pattern: string): Refusal {
  return notHere(`the regular expression ${pattern}`);
}

function quoted(text: string): string {
  return text.replace(SPECIAL, special => (special === '-' ? '\\x2d' : `\\${special}`));
}
