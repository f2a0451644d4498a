import { randomInt } from 'node:crypto'

const TRIES = 50
const SHORTEST_PAUSE_MS = 50
const LONGEST_PAUSE_MS = 250

/**
 * Tries again while `npm run dev` writes to the same files: SQLite then refuses the whole transaction, and
 * nothing has changed. The pauses differ, so that two writers do not meet again and again.
 */
export async function whileBusy<Result>(act: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await act()
    } catch (error) {
      if (tries === TRIES || !/SQLITE_BUSY|KV PUT failed: 5/.test(wordsOf(error))) throw error
      await new Promise((resolve) => setTimeout(resolve, randomInt(SHORTEST_PAUSE_MS, LONGEST_PAUSE_MS)))
    }
  }
}

/** The message of an error and of what caused it. */
export const wordsOf = (error: unknown): string =>
  error instanceof Error ? `${error.message} ${wordsOf(error.cause)}` : ''
