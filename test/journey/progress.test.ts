import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { copyWithoutNotices } from '../../src/commands/dev/notices.ts'
import { startProgress, withProgress } from '../../src/commands/progress.ts'

/** What a command prints on standard error while it works. */
beforeEach(() => vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'performance'] }))
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

/** An output that keeps what was written. */
function output(isTTY: boolean) {
  const written: string[] = []
  return { isTTY, write: (text: string) => written.push(text), written }
}

/** What a terminal shows of the line in the end. */
const shown = (written: string[]) => written.join('').split('\r\u001B[K').at(-1)

const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1000)

describe('work that ends within two seconds', () => {
  it.each([true, false])('prints nothing (on a terminal: %s)', async (isTTY) => {
    const to = output(isTTY)
    const progress = startProgress('Counting', { total: 2, to })
    await seconds(1.9)
    progress.reach(2)
    progress.end()
    await seconds(20)
    expect(to.written).toEqual([])
  })
})

describe('work that takes longer', () => {
  it('shows one line on a terminal, which changes and is removed at the end', async () => {
    const to = output(true)
    const progress = startProgress('Asking the database', { to })
    await seconds(2.1)
    expect(shown(to.written)).toBe('Asking the database … 2 s')
    await seconds(5)
    expect(shown(to.written)).toBe('Asking the database … 7 s')
    progress.end()
    expect(shown(to.written)).toBe('')
    expect(to.written.join('')).not.toContain('\n')
    await seconds(20)
    expect(shown(to.written)).toBe('')
  })

  it('prints a plain line from time to time into a log', async () => {
    const to = output(false)
    const progress = startProgress('Asking the database', { to })
    await seconds(12.5)
    progress.end()
    expect(to.written).toEqual(['Asking the database … 2 s\n', 'Asking the database … 12 s\n'])
  })

  it('shows how much is done, also while it blocks timers', () => {
    const to = output(true)
    const progress = startProgress('Importing', { total: 1_000, to })
    vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 3_000)
    progress.reach(250)
    expect(shown(to.written)).toBe('Importing [#####---------------] 250 of 1000, 3 s')
    progress.end()
  })

  it('prints nothing on standard output, returns the result, and ends on failure too', async () => {
    const stdout = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const late = <T>(settle: () => T) => new Promise((resolve) => setTimeout(resolve, 3_000)).then(settle)
    const [said] = await Promise.all([
      withProgress(
        'Asking',
        late(() => 'yes'),
      ),
      seconds(3.1),
    ])
    expect(said).toBe('yes')
    const failing = withProgress(
      'Asking',
      late(() => {
        throw new Error('no')
      }),
    ).catch(String)
    await seconds(3.1)
    expect(await failing).toBe('Error: no')
    const lines = stderr.mock.calls.length
    expect(lines).toBeGreaterThan(1)
    await seconds(20)
    expect(stderr.mock.calls.length).toBe(lines)
    expect(stdout).not.toHaveBeenCalled()
  })
})

describe('what wrangler prints on standard error', () => {
  const SCHEDULED = `\u001B[33m▲ \u001B[43;33m[\u001B[43;30mWARNING\u001B[43;33m]\u001B[0m \u001B[1mScheduled Workers are not automatically triggered during local development.\u001B[0m

  To manually trigger a scheduled event, run:
    curl "http://localhost:8787/cdn-cgi/local/scheduled"

`
  const OTHER = '▲ [WARNING] Another setting is wrong\n\n  It is this one.\n\n'

  it.each([1, 7, 1_000])('comes without the warning about jobs, in pieces of %s characters', async (size) => {
    const text = `first\n${SCHEDULED}✘ [ERROR] no\n\n  why\n${SCHEDULED}${OTHER}last`
    const printed: string[] = []
    async function* pieces() {
      for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size)
    }
    await copyWithoutNotices(pieces(), (line) => printed.push(line))
    expect(printed.join('')).toBe(`first\n✘ [ERROR] no\n\n  why\n${OTHER}last`)
  })
})
