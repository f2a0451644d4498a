import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const IN_PACKAGE = /^(.*node_modules\/((?:@[^/]+\/)?[^/]+))\//

/** The name of the package that a bundled file is of, if it is not ours. */
export const packageOf = (path: string) => IN_PACKAGE.exec(path)?.[2]

export const folderOf = (path: string) => IN_PACKAGE.exec(path)?.[1]

export type Package = { name: string; version: string; licence: string; home: string; notice: string }

/** What a package says of itself. `notice` is the text of its licence, or nothing where it brings none. */
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
