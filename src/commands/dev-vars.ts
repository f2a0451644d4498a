import { existsSync, readFileSync } from 'node:fs'
import { parse } from 'dotenv'

export const DEV_VARS = '.dev.vars'

/** Name and value of a line, before anybody asks what of the value counts. */
const LINE = /^[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*[=:]([^\r\n]*)$/gm

/** A line whose value ends at a `#` that may be part of it. */
type Cut = { setting: string; line: number }

type Read = { settings: Record<string, string>; cut: Cut[] }

/** Reads text as `wrangler dev` does. A `#` begins a comment, but not between quotes. */
export function parseDevVars(text: string): Read {
  const settings = parse(text)
  const lines = [...text.matchAll(LINE)].map(({ index, 1: setting = '', 2: written = '' }) => {
    const line = text.slice(0, index).split(/\r\n?|\n/).length
    return { setting, written, line }
  })
  // The last line of a name counts.
  const counting = new Map(lines.map((each) => [each.setting, each])).values()
  return {
    settings,
    cut: [...counting]
      .filter(({ setting, written }) => isCut(written, settings[setting]))
      .map(({ setting, line }) => ({ setting, line })),
  }
}

/** A `#` with a space on both sides clearly begins a comment: then the value is whole. */
function isCut(written: string, value: string | undefined): boolean {
  const [, before, after] = /^([^#]*)#(.*)$/.exec(written) ?? []
  if (before === undefined || after === undefined || before.trim() !== value) return false
  return !(/\s$/.test(before) && /^(\s|$)/.test(after))
}

/** What is wrong with such a line, and what to do about it. */
export const explainCut = ({ setting, line }: Cut) => ({
  says: `ends at the first # of line ${line} of ${DEV_VARS}, because the value is not in quotes`,
  todo: `Write ${setting}='…' there if the # is part of the value.`,
})

/** The settings of this machine that `wrangler dev` adds to those of wrangler.toml; undefined without the file. */
export const readDevVars = (): Read | undefined =>
  existsSync(DEV_VARS) ? parseDevVars(readFileSync(DEV_VARS, 'utf8')) : undefined
