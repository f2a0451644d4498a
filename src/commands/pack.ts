import { relative } from 'node:path'
import { buildClientPackage, packClient } from './client-package.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { readWords, runCommand } from './terminal.ts'

/** `npm run pack`: the client for apps as one file that npm installs. */

const USAGE = `npm run pack

Makes postern-client-<version>.tgz out of src/client. In your app: npm install <path of that file>`

readWords(USAGE, {})
await runCommand(async () => {
  const folder = temporaryFolder('client')
  try {
    buildClientPackage(folder.path)
    const file = packClient(folder.path, process.cwd())
    console.log(`Made ${relative('.', file)}. In the folder of your app: npm install ${file}`)
  } finally {
    folder.remove()
  }
})
