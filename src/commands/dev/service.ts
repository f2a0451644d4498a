import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, unwatchFile, watchFile } from 'node:fs'
import { DEV_VARS, explainCut, readDevVars } from '../dev-vars.ts'
import { startWrangler } from '../wrangler.ts'
import { greeting, problemOf } from './greeting.ts'
import { addressesOf, isFree, type Place } from './listen.ts'
import { copyWithoutNotices } from './notices.ts'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
/** How often the settings are looked at. Editors write files in many ways, and this sees all of them. */
const LOOK_MS = 400
/** How long a restart waits for the port of the service that it has ended. */
const PATIENCE_MS = 10_000

const ENDS_BY_ITSELF =
  'wrangler has ended by itself twice: its error is above. Run npm run dev again. If it ends again, npm run doctor looks for what is wrong.'

/** Runs the service until somebody ends it. A change of its settings starts it anew, because wrangler reads them once. */
export async function runService(place: Place): Promise<void> {
  const [url = ''] = addressesOf(place)
  let isRestarting = false
  let isEnding = false
  // It chooses ports for itself, and sometimes another program takes one before it is used.
  let mayTryAgain = true
  const endWith = (code: number | null) => {
    if (isRestarting) return
    if (isEnding || !code) process.exit(code ?? 0)
    if (!mayTryAgain) {
      console.error(`\n${ENDS_BY_ITSELF}`)
      process.exit(code)
    }
    mayTryAgain = false
    console.error('\nwrangler has ended by itself: it is started once more.\n')
    wrangler = launch()
  }
  const launch = () => {
    const launched = start(place, url)
    // Not at `exit`: its last error may still be on its way.
    launched.on('close', endWith)
    return launched
  }
  let wrangler = launch()
  const end = () => {
    isEnding = true
    wrangler.kill()
  }
  for (const signal of SIGNALS) process.on(signal, end)
  // Whatever ends this process: wrangler would keep the port.
  process.on('exit', () => wrangler.kill())
  // The terminal is gone: wrangler must not outlive this process.
  process.stderr.on('error', end)
  // npm's shell passes no signal on. When npm has ended, this process has another parent.
  const parent = process.ppid
  setInterval(() => process.ppid !== parent && end(), 500).unref()

  onChange(async () => {
    isRestarting = true
    console.log(`\n${DEV_VARS} has changed: the service starts again.`)
    const ended = once(wrangler, 'close')
    wrangler.kill()
    await ended
    const deadline = Date.now() + PATIENCE_MS
    while (!isEnding && !(await isFree(place)) && Date.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 100))
    if (isEnding) process.exit()
    mayTryAgain = true
    wrangler = launch()
    isRestarting = false
    const problem = await problemOf(url)
    console.log(`\n${problem ?? `The service has the new settings: ${url}`}\n`)
    warnOfCutValues()
  })

  const problem = await problemOf(url)
  console.log(problem === undefined ? greeting(addressesOf(place)) : `\n${problem}\n`)
  warnOfCutValues()
}

/** Last, where it is seen: wrangler says much at a start. */
function warnOfCutValues() {
  for (const cut of readDevVars()?.cut ?? []) {
    const { says, todo } = explainCut(cut)
    console.warn(`Warning: ${cut.setting} ${says}. ${todo}\n`)
  }
}

function start({ port, host }: Place, url: string): ChildProcess {
  const appUrl = readDevVars()?.settings['APP_URL'] ? [] : ['--var', `APP_URL:${url}`]
  const inspector = process.env['INSPECTOR_PORT']
  const debug = inspector === undefined ? [] : ['--inspector-port', inspector]
  const ip = host === undefined ? [] : ['--ip', host]
  const flags = ['--show-interactive-dev-session', 'false', ...ip, ...appUrl, ...debug]
  const wrangler = startWrangler(['dev', '--port', String(port), ...flags], 'inherit', 'pipe')
  if (wrangler.stderr)
    void copyWithoutNotices(wrangler.stderr.setEncoding('utf8'), (text) => process.stderr.write(text))
  return wrangler
}

/** Calls for each change of what the settings say. While the file is away, the service keeps those that it has. */
function onChange(act: () => Promise<void>): void {
  const read = () => {
    try {
      return readFileSync(DEV_VARS, 'utf8')
    } catch {
      return undefined
    }
  }
  let known = read()
  let isBusy = false
  const look = async () => {
    const text = read()
    if (isBusy || text === undefined || text === known) return
    isBusy = true
    known = text
    await act()
    isBusy = false
    // What was saved meanwhile.
    await look()
  }
  watchFile(DEV_VARS, { interval: LOOK_MS, persistent: false }, () => void look())
  process.once('exit', () => unwatchFile(DEV_VARS))
}
