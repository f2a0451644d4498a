const TRIES = 30
const SHORTEST_PAUSE_MS = 25
const LONGEST_PAUSE_MS = 150

/**
 * Tries again what SQLite has refused because another process writes to the same file. Nothing has happened
 * then, so that anything may be tried again. The pauses differ, so that two writers do not meet again and again.
 * No try begins when nobody waits any more: it would happen after the answer has said that it has not.
 */
export async function whileBusy<Result>(
  isAwaited: () => boolean,
  act: () => Promise<Result>,
): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await act()
    } catch (error) {
      if (tries === TRIES || !isBusy(error)) throw error
      await new Promise((resolve) => setTimeout(resolve, pauseMs()))
      if (!isAwaited()) throw error
    }
  }
}

function pauseMs(): number {
  const [random = 0] = crypto.getRandomValues(new Uint8Array(1))
  return SHORTEST_PAUSE_MS + ((LONGEST_PAUSE_MS - SHORTEST_PAUSE_MS) * random) / 255
}

/** The words stand in the error, or in what has caused it. */
const isBusy = (error: unknown): boolean =>
  error instanceof Error && (error.message.includes('SQLITE_BUSY') || isBusy(error.cause))
