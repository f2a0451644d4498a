import { createInterface } from 'node:readline/promises'
import { type Readable, Writable } from 'node:stream'

type Terminal = { input: Readable; output: Writable }

/** Asks on a terminal. What is typed to a hidden question is a secret, and does not show. */
export async function question(
  words: string,
  { hidden = false }: { hidden?: boolean } = {},
  { input, output }: Terminal = { input: process.stdin, output: process.stdout },
): Promise<string> {
  output.write(words)
  const shown = hidden ? new Writable({ write: (_text, _encoding, done) => done() }) : output
  const terminal = createInterface({ input, output: shown, terminal: true })
  // Raw input turns Ctrl-C into a character. Leaving by `exit` removes the files of the command.
  terminal.on('SIGINT', () => process.exit(130))
  const answer = await terminal.question('')
  terminal.close()
  if (hidden) output.write('\n')
  return answer.trim()
}
