import { getHeapStatistics } from 'node:v8';

/** What a process has used so far. */
export interface Usage {
  /** User and system time of all threads, in microseconds. */
  readonly cpuMicroseconds: number;
  readonly heapBytes: number;
  readonly residentBytes: number;
  /** Sockets, timers, files and the like that are open. */
  readonly handles: number;
}

/** Asked with `collect`, a process that was started with `--expose-gc` collects garbage first. */
export interface UsageQuestion {
  readonly usage: number;
  readonly collect: boolean;
}

export interface UsageAnswer {
  readonly usage: number;
  readonly figures: Usage;
}

/** Answers questions of the process that started this one; the channel keeps nothing alive. */
export function answerUsageQuestions(): void {
  process.on('message', (message: Partial<UsageQuestion>) => {
    if (message.usage === undefined) return;
    if (message.collect) (globalThis as { gc?: () => void }).gc?.();
    const { user, system } = process.cpuUsage();
    process.send?.({
      usage: message.usage,
      figures: {
        cpuMicroseconds: user + system,
        heapBytes: getHeapStatistics().used_heap_size,
        residentBytes: process.memoryUsage.rss(),
        handles: process.getActiveResourcesInfo().length,
      },
    } satisfies UsageAnswer);
  });
  process.channel?.unref();
}
