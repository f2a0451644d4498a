/** What is over sooner needs no line. */
const QUIET_MS = 2_000
/** On a terminal the line is drawn anew; a log gets another line now and then. */
const REDRAW_MS = 200
const REPEAT_MS = 10_000
const BAR_LENGTH = 20
/** To the start of the line, and clears it. */
const ANEW = '\r\u001B[K'

type Output = { isTTY?: boolean; write: (text: string) => unknown }

/**
 * Says that something takes its time, from its third second on, and how far it has come where that is
 * known. It goes to standard error, so that what is piped from standard output stays clean: on a terminal
 * as one line that is rewritten and gone at the end, elsewhere as plain lines.
 *
 * @param total how many things there are to do
 */
export function startProgress(
  doing: string,
  { total, to = process.stderr }: { total?: number; to?: Output } = {},
) {
  const startedAt = performance.now()
  const pause = to.isTTY ? REDRAW_MS : REPEAT_MS
  let dueAt = startedAt + QUIET_MS
  let done = 0
  let isDrawn = false

  function draw() {
    const now = performance.now()
    if (now < dueAt) return
    dueAt = now + pause
    isDrawn = true
    const far = total === undefined ? ' …' : ` ${bar(done / total)} ${done} of ${total},`
    const line = `${doing}${far} ${Math.floor((now - startedAt) / 1000)} s`
    to.write(to.isTTY ? ANEW + line : `${line}\n`)
  }

  const timer = setInterval(draw, REDRAW_MS).unref()
  return {
    /** @param count how many of them are done by now, altogether */
    reach(count: number) {
      done = count
      draw() // work that leaves no time for timers shows its progress too
    },
    end() {
      clearInterval(timer)
      if (isDrawn && to.isTTY) to.write(ANEW)
    },
  }
}

/** The same for one thing that is waited for. */
export async function withProgress<T>(doing: string, work: Promise<T>): Promise<T> {
  const progress = startProgress(doing)
  return work.finally(() => progress.end())
}

function bar(part: number): string {
  const full = Math.floor(Math.min(part, 1) * BAR_LENGTH)
  return `[${'#'.repeat(full)}${'-'.repeat(BAR_LENGTH - full)}]`
}
