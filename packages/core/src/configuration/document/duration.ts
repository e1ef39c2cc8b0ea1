const ISO_TIME = /^PT(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?$/;
const MILLISECONDS = [3_600_000, 60_000, 1000];

/**
 * Reads the time part of an ISO 8601 duration: hours, minutes and seconds in this order, each with an optional fraction
 * (`PT1S`, `PT0.5S`, `PT1M30S`). Days and longer are calendar units and make no sense for a delay.
 * Returns whole milliseconds, rounded; undefined when the text is no such duration.
 */
export function parseDurationMilliseconds(text: string): number | undefined {
  const match = text.length <= 32 ? ISO_TIME.exec(text) : null;
  if (!match || match.slice(1).every((part) => part === undefined)) return undefined;
  const total = MILLISECONDS.reduce((sum, unit, index) => sum + Number(match[index + 1] ?? 0) * unit, 0);
  return Math.round(total);
}
