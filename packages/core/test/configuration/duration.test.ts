import { parseDurationMilliseconds } from '../../src/configuration/document/duration.js';

describe('parseDurationMilliseconds', () => {
  it.each([
    ['PT1S', 1000],
    ['PT0.5S', 500],
    ['PT1M', 60_000],
    ['PT1M30S', 90_000],
    ['PT1H', 3_600_000],
    ['PT0S', 0],
    ['PT0.0005S', 1],
  ])('reads %s', (text, milliseconds) => {
    expect(parseDurationMilliseconds(text)).toBe(milliseconds);
  });

  it.each([
    '',
    'PT',
    'P',
    '1S',
    'P1D',
    'PT1',
    'PT-1S',
    'PT1S1M',
    'pt1s',
    'PT1,5S',
    'PT.5S',
    ' PT1S',
    `PT${'1'.repeat(40)}S`,
  ])('refuses "%s"', (text) => {
    expect(parseDurationMilliseconds(text)).toBeUndefined();
  });
});
