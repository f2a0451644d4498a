import { parseArgs, type ParseArgsConfig, stripVTControlCharacters } from 'node:util'

const GIVEN_UP = 'the command gave up'

/** Control and format characters, and separators of lines: what a terminal would obey instead of show. */
const OBEYED = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

/** One line of text that others have written, with such characters written out: `\\u{1b}`. */
export const printable = (text: string) =>
  text.replaceAll(OBEYED, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)

/** Prints a line of what others have written: the database, a file, another service. */
export const printLine = (line: string) => console.log(printable(line))

/** Ends the command with a sentence that says what to do. */
export function giveUp(sentence: string): never {
  throw new Error(sentence, { cause: GIVEN_UP })
}

/** Reads the words of the command line. `--help` prints the usage; a word that is unknown ends the command. */
export function readWords<Config extends ParseArgsConfig>(usage: string, config: Config) {
  if (process.argv.slice(2).includes('--help')) {
    console.log(usage)
    process.exit(0)
  }
  try {
    return parseArgs(config)
  } catch (error) {
    // Node goes on with advice about words that begin with a dash, which no command here takes.
    return misused(usage, (error as Error).message.replace(/(?<=\.) .*$/s, ''))
  }
}

/** Ends the command with its usage. The exit code 2 means that it was called in a wrong way. */
export function misused(usage: string, problem?: string): never {
  console.error(problem === undefined ? usage : `${problem}\n\n${usage}`)
  process.exit(2)
}

/** Runs a command. What ends it is said in a sentence; only a fault of the program shows where it happened. */
export async function runCommand(act: () => Promise<void>): Promise<void> {
  // What console.log cannot write arrives here: a full disk, or a reader that has ended.
  process.stdout.on('error', end)
  try {
    await act()
  } catch (error) {
    end(error as NodeJS.ErrnoException)
  }
}

function end(error: NodeJS.ErrnoException): never {
  const sentence = stripVTControlCharacters(sentenceOf(error))
  console.error(sentence.split('\n').map(printable).join('\n'))
  process.exit(1)
}

const NOT_WRITTEN: Record<string, string> = {
  ENOSPC: 'The disk is full, so the output is not complete.',
  EDQUOT: 'The quota of the disk is used up, so the output is not complete.',
  EPIPE: 'Whatever read the output has ended, so the output is not complete.',
}

function sentenceOf({ message, cause, code, path, stack }: NodeJS.ErrnoException): string {
  if (cause === GIVEN_UP) return message
  const notWritten = NOT_WRITTEN[code ?? '']
  if (notWritten !== undefined) return notWritten
  if (path === undefined) return stack ?? message
  if (code === 'ENOENT') return `There is no ${path}.`
  if (code === 'EISDIR') return `${path} is a folder, not a file.`
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return `You have no permission for ${path}.`
  return message
}
