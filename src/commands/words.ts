import { parseArgs, type ParseArgsConfig } from 'node:util'
import { nearestOf } from '../config/unknown-names.ts'
import { END } from './terminal.ts'

/** How a command is called. `help` is the line that prints it. */
export type Manual = { usage: string; help: string }

type Options = NonNullable<ParseArgsConfig['options']>
type Values<Given extends Options> = ReturnType<typeof parseArgs<{ options: Given }>>['values']

type OptionToken = {
  name: string
  rawName: string
  value: string | undefined
  inlineValue: boolean | undefined
}

/** Ends the command because it was called in a wrong way. */
export function misused({ help }: Manual, problem: string): never {
  throw new Error(`${problem} ${help} shows how the command is called.`, { cause: END.misused })
}

/** Ends the command with its usage: it was asked for. */
export function explain({ usage }: Manual): never {
  throw new Error(usage, { cause: END.explained })
}

/** Whether these words ask how the command is called. */
export const asksForHelp = (words: readonly string[]) => words.some((word) => /^(--help|-h)$/.test(word))

/**
 * Reads the words behind a command. A word that is unknown ends it, with the known one that was probably meant.
 *
 * @param needs what each word is that must be there: "a file"
 * @param max how many words there may be
 */
export function readWords<const Given extends Options>(
  manual: Manual,
  argv: readonly string[],
  {
    options,
    needs = [],
    max = needs.length,
  }: { options: Given; needs?: readonly string[] | undefined; max?: number },
): { values: Values<Given>; words: string[] } {
  if (asksForHelp(argv)) explain(manual)
  const args = [...argv]
  const { tokens } = parseArgs({ args, options, strict: false, allowPositionals: true, tokens: true })
  let count = 0
  for (const token of tokens) {
    if (token.kind === 'option') checkOption(manual, token, options)
    if (token.kind === 'positional') {
      count += 1
      if (count > max) misused(manual, `There is a word too many: "${token.value}".`)
    }
  }
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
  for (const [index, what] of needs.entries()) {
    if ((positionals[index] ?? '').trim() === '') misused(manual, `The command needs ${what}.`)
  }
  return { values, words: positionals }
}

function checkOption(
  manual: Manual,
  { name, rawName, value, inlineValue }: OptionToken,
  options: Options,
): void {
  const option = Object.hasOwn(options, name) && rawName === `--${name}` ? options[name] : undefined
  if (!option) {
    const nearest = nearestOf(name, Object.keys(options))
    misused(
      manual,
      `There is no option ${rawName}.${nearest === undefined ? '' : ` Did you mean --${nearest}?`}`,
    )
  }
  if (option.type === 'boolean' && value !== undefined) misused(manual, `${rawName} takes no value.`)
  const isMissing = value === undefined || (value.startsWith('-') && !inlineValue)
  if (option.type === 'string' && isMissing) misused(manual, `${rawName} needs a value.`)
}

/** A whole number within bounds, which was written as the value of an option. */
export function wholeNumber(
  manual: Manual,
  name: string,
  written: string,
  { min, max }: { min: number; max: number },
): number {
  const number = /^\d{1,15}$/.test(written) ? Number(written) : NaN
  return number >= min && number <= max
    ? number
    : misused(manual, `--${name} is a whole number from ${min} to ${max}.`)
}
