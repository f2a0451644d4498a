import { describe, expect, it } from 'vitest'
import { app } from '../../src/app.ts'
import { filesOf, read } from './sources.ts'

const README = read('README.md')

const HEADING_OR_BLOCK = /^#+ (.*)$|^```(.*)\n([^]*?)^```$/gm

/** The first cells of a table's rows that match. */
const cells = (pattern: RegExp) =>
  [...README.matchAll(new RegExp(`^\\| \`(${pattern.source})\` +\\|`, 'gm'))].map(([, cell = '']) => cell)

describe('the README', () => {
  it('names every setting, once, and no other', () => {
    const [, block = ''] = /\nconst settings = \{\n(.*?)\n\}\n/s.exec(read('src/config.ts')) ?? []
    const settings = [...block.matchAll(/^ {2}([A-Z_]+):/gm)].map(([, name = '']) => name)
    expect(settings.length).toBeGreaterThan(15)
    expect(cells(/[A-Z_]+/).toSorted()).toEqual(settings.toSorted())
  })

  it('names every route, once, and no other', () => {
    const routes = new Set(
      app.routes.filter(({ method }) => method !== 'ALL').map(({ method, path }) => `${method} ${path}`),
    )
    const named = cells(/[A-Z]+ \/\S*/).map((route) => route.replace(/(?<=.)\/$/, ''))
    expect(named.map((route) => route.replace(/ $/, ' /')).toSorted()).toEqual([...routes].toSorted())
  })

  it('has a place on the floor plan for everything that lies in src', () => {
    const places = new Set(filesOf('src/*').map((path) => path.slice('src/'.length)))
    const [, plan = ''] = /## Floor plan\n\n```\n(.*?)```/s.exec(README) ?? []
    const drawn = [...plan.matchAll(/^ {2}([\w.-]+)\/? {2,}/gm)].map(([, name = '']) => name)
    expect(drawn.toSorted()).toEqual([...places].toSorted())
  })

  it('has no code that nothing tries: a test runs or reads each block', () => {
    const tried = new Set([
      'bash of A walk through it', // journey/first-day.test.ts, as all of `sh`
      'ts of A client for your apps', // house/client-bundle.test.ts
      'toml of Another Worker', // journey/apps.test.ts, and all that follow
      'ts of Another Worker',
      'ts of Hono, wherever it runs',
      'js of Express',
      'python of FastAPI',
      'php of Laravel',
    ])
    let last = ''
    const untried: string[] = []
    for (const [, heading, language = '', code = ''] of README.matchAll(HEADING_OR_BLOCK)) {
      last = heading ?? last
      const name = `${language} of ${last}`
      const isCode = language === '' ? /^(npm|npx|node|curl|git) /m.test(code) : !/^(sh|json)/.test(language)
      if (isCode && !tried.has(name)) untried.push(name)
    }
    expect(untried).toEqual([])
  })

  it('names no command that package.json does not have', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
    const named = [...README.matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name)
    expect(named.filter((name) => !(name in scripts))).toEqual([])
  })
})
