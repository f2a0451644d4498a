import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startProgress, withProgress } from '../../src/commands/progress.ts'

/** What a command says on standard error while it takes its time. */
beforeEach(() => vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'performance'] }))
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

/** Somewhere to write to, and what has been written. */
function output(isTTY: boolean) {
  const written: string[] = []
  return { isTTY, write: (text: string) => written.push(text), written }
}

/** What a terminal shows of a line after all that was written. */
const shown = (written: string[]) => written.join('').split('\r\u001B[K').at(-1)

const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1000)

describe('what is over within two seconds', () => {
  it.each([true, false])('says nothing (on a terminal: %s)', async (isTTY) => {
    const to = output(isTTY)
    const progress = startProgress('Counting', { total: 2, to })
    await seconds(1.9)
    progress.reach(2)
    progress.end()
    await seconds(20)
    expect(to.written).toEqual([])
  })
})

describe('what takes longer', () => {
  it('is one line on a terminal, rewritten as time goes by and gone at the end', async () => {
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

  it('is a plain line now and then where nobody rewrites lines', async () => {
    const to = output(false)
    const progress = startProgress('Asking the database', { to })
    await seconds(12.5)
    progress.end()
    expect(to.written).toEqual(['Asking the database … 2 s\n', 'Asking the database … 12 s\n'])
  })

  it('shows how far it has come, also when it leaves timers no time', () => {
    const to = output(true)
    const progress = startProgress('Importing', { total: 1_000, to })
    vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 3_000)
    progress.reach(250)
    expect(shown(to.written)).toBe('Importing [#####---------------] 250 of 1000, 3 s')
    progress.end()
  })

  it('stays out of standard output, answers what it waited for, and ends when that fails', async () => {
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
