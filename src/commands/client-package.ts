import { spawnSync } from 'node:child_process'
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { giveUp } from './terminal.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const SOURCE = join(ROOT, 'src/client')

/** An import of a file beside it. The compiler renames those in scripts, and leaves them in declarations. */
const BESIDE = /(?<=\b(?:from |import\()['"])(\.\/[\w-]+)\.ts(?=['"])/g

/** Writes the package `postern-client` into a folder: compiled, with declarations, and nothing to build. */
export function buildClientPackage(folder: string): void {
  const dist = join(folder, 'dist')
  const compiled = run('tsc', ['--project', SOURCE, '--outDir', dist], ROOT)
  if (!compiled.succeeded) giveUp(`Correct src/client, which does not compile:\n${compiled.said}`)
  for (const name of readdirSync(dist).filter((name) => name.endsWith('.d.ts'))) {
    const file = join(dist, name)
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(BESIDE, '$1.js'))
  }
  for (const name of ['package.json', 'README.md']) copyFileSync(join(SOURCE, name), join(folder, name))
  copyFileSync(join(ROOT, 'LICENSE'), join(folder, 'LICENSE'))
}

/** Makes the file that npm installs out of a built package, and names it. */
export function packClient(built: string, destination: string): string {
  const { succeeded, output, said } = run('npm', ['pack', '--json', '--pack-destination', destination], built)
  if (!succeeded) giveUp(`npm could not make the package:\n${said}`)
  const [packed] = JSON.parse(output) as { filename: string }[]
  return join(destination, packed?.filename ?? '')
}

function run(command: string, args: string[], cwd: string) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' })
  return { succeeded: status === 0, output: stdout, said: error?.message ?? stdout + stderr }
}
