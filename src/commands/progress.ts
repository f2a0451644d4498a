/** Work that ends sooner prints nothing. */
const QUIET_MS = 2_000
/** A terminal shows one line that changes; a log gets another line from time to time. */
const REDRAW_MS = 200
const REPEAT_MS = 10_000
const BAR_LENGTH = 20
/** Moves to the start of the line and clears it. */
const CLEAR_LINE = '\r\u001B[K'

type Output = { isTTY?: boolean; write: (text: string) => unknown }

/**
 * Shows that work goes on, and how much of it is done if that is known, from the third second on. It writes
 * to standard error, so that it does not mix with piped output. On a terminal it rewrites one line and
 * removes it at the end; elsewhere it writes plain lines.
 *
 * @param total the number of things to do
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
    to.write(to.isTTY ? CLEAR_LINE + line : `${line}\n`)
  }

  const timer = setInterval(draw, REDRAW_MS).unref()
  return {
    /** @param count how many of them are done so far */
    reach(count: number) {
      done = count
      draw() // for work that blocks timers
    },
    end() {
      clearInterval(timer)
      if (isDrawn && to.isTTY) to.write(CLEAR_LINE)
    },
  }
}

/** Shows the same while a promise is pending. */
export async function withProgress<T>(doing: string, work: Promise<T>): Promise<T> {
  const progress = startProgress(doing)
  return work.finally(() => progress.end())
}

function bar(part: number): string {
  const full = Math.floor(Math.min(part, 1) * BAR_LENGTH)
  return `[${'#'.repeat(full)}${'-'.repeat(BAR_LENGTH - full)}]`
}
