import { stripVTControlCharacters } from 'node:util'
import { sentenceOfFault, sentenceOfSystem } from './sentence.ts'

/** How a command can end by a sentence: with which code, and on which stream. */
export const END = {
  explained: { code: 0, isAsked: true },
  failed: { code: 1, isAsked: false },
  misused: { code: 2, isAsked: false },
} as const

const ENDS: readonly unknown[] = Object.values(END)
const isEnd = (cause: unknown): cause is (typeof END)[keyof typeof END] => ENDS.includes(cause)

/** Control and format characters, and separators of lines: what a terminal would obey instead of show. */
const OBEYED = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

/** One line of text that others have written, with such characters written out: `\\u{1b}`. */
export const printable = (text: string) =>
  text.replaceAll(OBEYED, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)

/** Prints a line of what others have written: the database, a file, another service. */
export const printLine = (line: string) => console.log(printable(line))

/** Ends the command with a sentence that says what to do. */
export function giveUp(sentence: string): never {
  throw new Error(sentence, { cause: END.failed })
}

/** What a command does with the words behind it. It may answer another exit code than 0. */
export type Command = (argv: readonly string[]) => Promise<number | void>

/** Runs a command in this process. What ends it is said in a sentence. Answers the exit code. */
export async function execute(command: Command, argv: readonly string[]): Promise<number> {
  try {
    return (await command(argv)) ?? END.explained.code
  } catch (error) {
    return say(error)
  }
}

/** Prints why a command ends, and answers its exit code. */
function say(thrown: unknown): number {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown))
  const { code, isAsked } = isEnd(error.cause) ? error.cause : END.failed
  const sentence = isEnd(error.cause) ? error.message : (sentenceOfSystem(error) ?? sentenceOfFault(error))
  const lines = stripVTControlCharacters(sentence).split('\n').map(printable).join('\n')
  if (isAsked) console.log(lines)
  else console.error(lines)
  return code
}

/** What Ctrl-C and its like end with: 128 and the number of the signal, as shells have it. */
const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const

/** Ends the process by `exit`, so that what waits for that is done: temporary files go. */
function endOnSignals(): void {
  for (const [signal, code] of Object.entries(SIGNALS)) process.once(signal, () => process.exit(code))
}

/**
 * Runs the command of this script with the words behind it. A failure ends the process, whatever is still open.
 *
 * @param endsOnSignals false for a command that has something to do first
 */
export async function runScript(command: Command, { endsOnSignals = true } = {}): Promise<void> {
  if (endsOnSignals) endOnSignals()
  // What console.log cannot write arrives here: a full disk, or a reader that has ended.
  process.stdout.on('error', (error) => process.exit(say(error)))
  const code = await execute(command, process.argv.slice(2))
  if (code !== 0) process.exit(code)
}

/** Reads the words of a script that is no command; what is wrong with them ends the process. */
export function orEnd<Read>(read: () => Read): Read {
  try {
    return read()
  } catch (error) {
    return process.exit(say(error))
  }
}
