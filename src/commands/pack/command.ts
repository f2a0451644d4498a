import { relative } from 'node:path'
import { buildClientPackage, packClient } from '../client-package.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import type { Command } from '../terminal.ts'
import { type Manual, readWords } from '../words.ts'

const MANUAL: Manual = {
  usage: `npm run pack

Makes postern-client-<version>.tgz out of src/client. In your app: npm install <path of that file>`,
  help: 'npm run pack -- --help',
}

export const pack: Command = async (argv) => {
  readWords(MANUAL, argv, { options: {} })
  const folder = temporaryFolder('client')
  try {
    buildClientPackage(folder.path)
    const file = packClient(folder.path, process.cwd())
    console.log(`Made ${relative('.', file)}. In the folder of your app: npm install ${file}`)
  } finally {
    folder.remove()
  }
}
