import type { JsonValue } from '../../json/json.js';
import { scalarText } from './scalar-text.js';

/** A literal of a condition, as a value and as it was written. */
export interface Literal {
  readonly value: boolean | null | number | string;
  readonly text: string;
}

/** Null equals only null; numbers are compared by value, everything else by its text: `{{value}} == '1'` holds for 1 and "1". */
export function equalsLiteral(element: JsonValue, literal: Literal): boolean {
  if (literal.value === null || element === null) return literal.value === element;
  if (typeof element === 'number' && typeof literal.value === 'number') return element === literal.value;
  return scalarText(element) === literal.text;
}

/** Texts only; `contains` also finds an element of a list. */
export function textTest(
  operator: 'contains' | 'startsWith' | 'endsWith',
  literal: Literal,
): (element: JsonValue) => boolean {
  return (element) => {
    if (operator === 'contains' && Array.isArray(element)) {
      return (element as readonly JsonValue[]).some((member) => equalsLiteral(member, literal));
    }
    if (typeof element !== 'string') return false;
    if (operator === 'contains') return element.includes(literal.text);
    return operator === 'startsWith' ? element.startsWith(literal.text) : element.endsWith(literal.text);
  };
}
