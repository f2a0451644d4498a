import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'

const ROOT = resolve(import.meta.dirname, '../..')

export const read = (path: string) => readFileSync(resolve(ROOT, path), 'utf8')

/** Paths from the root of the repository, sorted. */
export const filesOf = (...patterns: string[]) => globSync(patterns, { cwd: ROOT }).toSorted()

/** The matching lines of the files, as `file:line`, so that a failing test names them. */
export const linesWith = (files: string[], pattern: RegExp) =>
  files.flatMap((file) =>
    read(file)
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}`] : [])),
  )
