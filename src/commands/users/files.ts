import { statSync } from 'node:fs'
import { withDatabase } from '../database.ts'
import { giveUp } from '../terminal.ts'
import { readWords } from '../words.ts'
import { announceEnded } from '../administration.ts'
import { checkTarget, exportUsers } from './export.ts'
import { importUsers } from './import.ts'
import { placeOf, REMOTE, type Verb } from '../verb.ts'
import { manualOf } from './verb.ts'

const aboutImport = {
  words: 'FILE',
  does: `Makes users of the lines of a file, all or none. src/docs/moving-in.md says what a line has.`,
}
const importManual = manualOf('import', aboutImport, ['skip-refused'])

export const importVerb: Verb = {
  ...aboutImport,
  async run(argv) {
    const options = { ...REMOTE, 'skip-refused': { type: 'boolean', default: false } } as const
    const { values, words } = readWords(importManual, argv, { options, needs: ['a file'] })
    const [file = ''] = words
    // Before the database is opened, which takes seconds.
    if (!statSync(file).isFile()) giveUp(`${file} is not a file. Name a file with a user in each line.`)
    const skipRefused = values['skip-refused']
    await withDatabase(placeOf(values), async (sql, bindings) =>
      announceEnded(bindings, await importUsers(sql, file, { skipRefused })),
    )
  },
}

const aboutExport = {
  words: 'FILE',
  does: `Writes all users into a file, with their password hashes. The form is the one that import reads.`,
}
const exportManual = manualOf('export', aboutExport, ['overwrite'])

export const exportVerb: Verb = {
  ...aboutExport,
  async run(argv) {
    const options = { ...REMOTE, overwrite: { type: 'boolean', default: false } } as const
    const { values, words } = readWords(exportManual, argv, { options, needs: ['a file'] })
    const [file = ''] = words
    const { overwrite } = values
    checkTarget(file, { overwrite })
    await withDatabase(placeOf(values), (sql) => exportUsers(sql, file, { overwrite }))
  },
}
