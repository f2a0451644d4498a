import { type ChildProcess, spawn } from 'node:child_process'

/** Nothing is asked of, or told to, anybody but whom the command is about. */
const QUIET = {
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  WRANGLER_HIDE_BANNER: 'true',
  WRANGLER_SEND_ERROR_REPORTS: 'false',
  WRANGLER_SEND_METRICS: 'false',
}

/**
 * Starts wrangler, by the Node that runs us. It gets no standard input: then it asks nothing, and writes
 * no ids into wrangler.toml, which belong to one account and not into the repository.
 */
export const startWrangler = (args: string[], output: 'inherit' | 'pipe'): ChildProcess =>
  spawn(process.execPath, ['node_modules/wrangler/bin/wrangler.js', ...args], {
    stdio: ['ignore', output, output],
    env: { ...process.env, ...QUIET },
  })

/** Runs wrangler to its end. `said` is everything it wrote, `output` only what is meant for programs. */
export async function runWrangler(
  args: string[],
): Promise<{ succeeded: boolean; output: string; said: string }> {
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

/** Ends the command with a sentence that says what to do. */
export function giveUp(sentence: string): never {
  console.error(sentence)
  process.exit(1)
}
