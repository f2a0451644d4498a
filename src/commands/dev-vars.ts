import { existsSync, readFileSync } from 'node:fs'
import { parse } from 'dotenv'

export const DEV_VARS = '.dev.vars'

/** Name and value of a line, before anybody asks what of the value counts. */
const LINE = /^[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*[=:]([^\r\n]*)$/gm

type Read = {
  settings: Record<string, string>
  /** Names whose value ends at a `#` that looks like part of it. */
  cut: string[]
}

/** Reads text as `wrangler dev` does. A `#` begins a comment, but not between quotes. */
export function parseDevVars(text: string): Read {
  const settings = parse(text)
  const lines = [...text.matchAll(LINE)].map(([, name = '', value = '']) => ({ name, value: value.trim() }))
  const isCut = ({ name, value }: (typeof lines)[number]) =>
    settings[name] !== undefined && value.startsWith(`${settings[name]}#`) && !value.startsWith('#')
  return { settings, cut: [...new Set(lines.filter(isCut).map(({ name }) => name))] }
}

/** The settings of this machine that `wrangler dev` adds to those of wrangler.toml; undefined without the file. */
export const readDevVars = (): Read | undefined =>
  existsSync(DEV_VARS) ? parseDevVars(readFileSync(DEV_VARS, 'utf8')) : undefined
