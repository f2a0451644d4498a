import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const IN_PACKAGE = /^(.*node_modules\/((?:@[^/]+\/)?[^/]+))\//

/** The name of the package that a bundled file belongs to. Our own files have none. */
export const packageOf = (path: string) => IN_PACKAGE.exec(path)?.[2]

export const folderOf = (path: string) => IN_PACKAGE.exec(path)?.[1]

export type Package = { name: string; version: string; licence: string; home: string; notice: string }

/** Reads the package.json and the licence of a package. `notice` is empty if it has no licence file. */
export function packageIn(folder: string): Package {
  const { name, version, license, repository } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  ) as { name: string; version: string; license: string; repository: string | { url: string } }
  const [notice] = globSync(join(folder, '{LICENSE,LICENCE,license}*'))
  return {
    name,
    version,
    licence: license,
    home: homeOf(typeof repository === 'string' ? repository : repository.url),
    notice: notice === undefined ? '' : readFileSync(notice, 'utf8'),
  }
}

/** `owner/name` alone means GitHub, as npm reads it. */
const homeOf = (repository: string) =>
  repository.includes(':')
    ? repository.replace(/^(git\+)?\w+:/, 'https:').replace(/\.git$/, '')
    : `https://github.com/${repository}`
