/** At most so many times, with pauses that add up to about four seconds: well below the deadline of a request. */
const MAX_TURNS = 16
const FIRST_PAUSE_MS = 30
const LONGEST_PAUSE_MS = 400

/**
 * Asks again while the answer is "busy", after a pause each time. Pauses grow and are random, so that those who
 * wait do not all come back at once. Answers the last answer, busy or not.
 */
export async function inTurn<Answer>(
  ask: () => Promise<Answer>,
  isBusy: (answer: Answer) => boolean,
): Promise<Answer> {
  let answer = await ask()
  for (let turn = 1; turn < MAX_TURNS && isBusy(answer); turn += 1) {
    const longest = Math.min(FIRST_PAUSE_MS * 2 ** (turn - 1), LONGEST_PAUSE_MS)
    await pause(longest * (0.5 + chance() / 2))
    answer = await ask()
  }
  return answer
}

/** From 0 to 1. */
const chance = () => (crypto.getRandomValues(new Uint8Array(1))[0] ?? 0) / 255

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
