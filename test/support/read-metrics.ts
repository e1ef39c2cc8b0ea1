import { checkedFetch } from './openapi/checked-fetch.js';

/** What a server says of itself to Prometheus. */
export interface Metrics {
  readonly text: string;
  /** The sum of the series that have all these labels. @param name without `tessera_` */
  sum(name: string, ...labels: readonly string[]): number;
  /** Names and labels of all series of the server's own, in order. */
  series(): readonly string[];
}

/** Reads `/metrics` of a server. */
export async function readMetrics(url: string): Promise<Metrics> {
  const response = await checkedFetch(`${url}/metrics`);
  const text = await response.text();
  const lines = text.split('\n').filter((line) => line.startsWith('tessera_'));
  return {
    text,
    sum: (name, ...labels) =>
      lines
        .filter((line) => line.startsWith(`tessera_${name}{`) && labels.every((label) => line.includes(label)))
        .reduce((total, line) => total + Number(line.split(' ').at(-1)), 0),
    series: () => lines.map((line) => line.slice(0, line.lastIndexOf(' '))).sort(),
  };
}
