import { existsSync, readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'

const FILE = '.dev.vars'

/** The settings of this machine that `wrangler dev` adds to those of wrangler.toml; undefined without the file. */
export const readDevVars = (): Record<string, string | undefined> | undefined =>
  existsSync(FILE) ? parseEnv(readFileSync(FILE, 'utf8')) : undefined
