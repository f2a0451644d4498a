import { type ChildProcess, spawn } from 'node:child_process'
import { stripVTControlCharacters } from 'node:util'

/** No telemetry, no look-ups at other hosts. */
export const QUIET = {
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  WRANGLER_HIDE_BANNER: 'true',
  WRANGLER_SEND_ERROR_REPORTS: 'false',
  WRANGLER_SEND_METRICS: 'false',
}

/**
 * Starts wrangler with the Node of this process. Without standard input wrangler asks nothing and writes no
 * ids into wrangler.toml: they belong to one account, not into the repository.
 */
export const startWrangler = (
  args: string[],
  output: 'inherit' | 'pipe',
  errors: 'inherit' | 'pipe' = output,
): ChildProcess =>
  spawn(process.execPath, ['node_modules/wrangler/bin/wrangler.js', ...args], {
    stdio: ['ignore', output, errors],
    env: { ...process.env, ...QUIET },
  })

/** What a run of wrangler wrote: `said` is all of it, `output` what it wrote to standard output. */
export type Ran = { succeeded: boolean; output: string; said: string }

/** Runs wrangler and waits until it ends. */
export async function runWrangler(args: string[]): Promise<Ran> {
  const wrangler = startWrangler(args, 'pipe')
  let [output, said] = ['', '']
  wrangler.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text
    said += text
  })
  wrangler.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text))
  return new Promise((resolve) =>
    wrangler.on('close', (code) => resolve({ succeeded: code === 0, output, said })),
  )
}

/**
 * Runs a wrangler command that only reads. On a busy machine wrangler's database sometimes ends without a
 * message; then the command runs a second time.
 */
export async function askWrangler(args: string[], run = runWrangler): Promise<Ran> {
  const first = await run(args)
  return first.succeeded || errorIn(first.said) !== undefined ? first : run(args)
}

/** The error that wrangler printed, without colours and without the path of its log file. */
export function errorIn(said: string): string | undefined {
  const plain = stripVTControlCharacters(said)
  const [, error] = /\[ERROR\]\s*(\S.*)/.exec(plain) ?? /"text":\s*"(.+)"/.exec(plain) ?? []
  return error?.trim()
}

/** What to tell the operator when wrangler has failed. */
export const reasonIn = (said: string): string => {
  const error = errorIn(said)
  return error === undefined
    ? 'wrangler ended without a message. Run the command again.'
    : `wrangler says: ${error}`
}

/** What to do when Cloudflare does not know the operator. */
export const LOGIN =
  'Run npx wrangler login if you are not signed in to Cloudflare, or set CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID.'
