import { existsSync } from 'node:fs'
import { posix } from 'node:path'
import { describe, expect, it } from 'vitest'
import { app } from '../../src/app.ts'
import { SETTING_NAMES } from '../../src/config/config.ts'
import { OPENID_SETTINGS } from '../../src/config/openid-providers.ts'
import { filesOf, linesWith, read } from './sources.ts'

/** The first page is short. The guides have the details. */
const MAX_LINES = 300

const GUIDES = filesOf('src/docs/*.md')
const PAGES = ['README.md', ...GUIDES]

const HEADING_OR_BLOCK = /^#+ (.*)$|^```(.*)\n([^]*?)^```$/gm

/** The first cells of a table's rows that match. */
const cells = (page: string, pattern: RegExp) =>
  [...read(page).matchAll(new RegExp(`^\\| \`(${pattern.source})\` +\\|`, 'gm'))].map(([, cell = '']) => cell)

/** The anchors GitHub gives to the headings of a page. */
const anchorsOf = (page: string) =>
  [...read(page).matchAll(HEADING_OR_BLOCK)].flatMap(([, heading]) =>
    heading === undefined
      ? []
      : [
          heading
            .toLowerCase()
            .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
            .replaceAll(' ', '-'),
        ],
  )

/** Every link that leads to a file of the repository or a heading, as the page writes it. */
const linksOf = (page: string) =>
  [...read(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, to = '']) => to).filter((to) => !/^[a-z]+:/.test(to))

describe('the README', () => {
  it(`has at most ${MAX_LINES} lines`, () => {
    expect(read('README.md').split('\n').length - 1).toBeLessThanOrEqual(MAX_LINES)
  })

  it('leads to every guide', () => {
    expect(GUIDES.length).toBeGreaterThan(5)
    expect(GUIDES.filter((guide) => !read('README.md').includes(`](${guide})`))).toEqual([])
  })
})

describe('the guides', () => {
  it('name every setting, once, and no other', () => {
    expect(SETTING_NAMES.length).toBeGreaterThan(15)
    expect(cells('src/docs/settings.md', /[A-Z_]+/).toSorted()).toEqual(SETTING_NAMES.toSorted())
  })

  it('name every setting of an OpenID provider, once, and no other', () => {
    expect(cells('src/docs/settings.md', /OIDC_<NAME>_[A-Z_]+/).toSorted()).toEqual(
      OPENID_SETTINGS.toSorted(),
    )
  })

  it('name every route, once, and no other', () => {
    const routes = new Set(
      app.routes.filter(({ method }) => method !== 'ALL').map(({ method, path }) => `${method} ${path}`),
    )
    const named = cells('src/docs/routes.md', /[A-Z]+ \/\S*/).map((route) => route.replace(/(?<=.)\/$/, ''))
    expect(named.map((route) => route.replace(/ $/, ' /')).toSorted()).toEqual([...routes].toSorted())
  })

  it('show everything in src on the floor plan', () => {
    const places = new Set(filesOf('src/*').map((path) => path.slice('src/'.length)))
    const [, plan = ''] = /\n```\n(.*?)```/s.exec(read('src/docs/floor-plan.md')) ?? []
    const drawn = [...plan.matchAll(/^ {2}([\w.-]+)\/? {2,}/gm)].map(([, name = '']) => name)
    expect(drawn.toSorted()).toEqual([...places].toSorted())
  })
})

describe('the README and the guides', () => {
  it('have no untested code: a test runs or reads each block', () => {
    const tried = new Set([
      'apache of Apps on Apache', // journey/apache-suite.ts, on a machine that has it
      'bash of Walk-through', // journey/first-day.test.ts, as all of `sh`
      'bash of The story with curl',
      'ts of Passkeys without the client', // house/client.test.ts
      'ts of One whole example', // journey/example-suite.ts
      'toml of Cloudflare Email Service', // journey/smtp.test.ts
      'ts of Create a client', // house/client.test.ts, and all of this guide
      'ts of Accounts',
      'ts of Change of address',
      'ts of Connected accounts',
      'ts of Sign-in by redirect',
      'ts of Straight to Google and others',
      'tsx of React',
      'ts of Next.js and other servers',
      'ts of Who calls a route handler',
      'ts of Your own API',
      'ts of When your API asks for a recent proof',
      'toml of Another Worker', // journey/apps.test.ts, and all that follow
      'ts of Another Worker',
      'ts of Hono, wherever it runs',
      'ts of The API of an app',
      'ts of A recent second step',
      'js of Express',
      'python of FastAPI',
      'php of Laravel',
    ])
    let last = ''
    const untried: string[] = []
    for (const page of PAGES)
      for (const [, heading, language = '', code = ''] of read(page).matchAll(HEADING_OR_BLOCK)) {
        last = heading ?? last
        const name = `${language} of ${last}`
        const isCode =
          language === '' ? /^(npm|npx|node|curl|git) /m.test(code) : !/^(sh|json)/.test(language)
        if (isCode && !tried.has(name)) untried.push(name)
      }
    expect(untried).toEqual([])
  })

  it.each(PAGES)('%s has no broken link', (page) => {
    const broken = linksOf(page).filter((link) => {
      const [path = '', anchor] = link.split('#')
      const file = path === '' ? page : posix.join(posix.dirname(page), path)
      return !existsSync(file) || (anchor !== undefined && !anchorsOf(file).includes(anchor))
    })
    expect(broken).toEqual([])
  })

  it('name every column of every table', () => {
    const unnamed = linesWith(PAGES, /^\|.*\|\s*\|$/).filter((line) => {
      const [page = '', number] = line.split(':')
      return /^\| ?-/.test(read(page).split('\n')[Number(number)] ?? '')
    })
    expect(unnamed).toEqual([])
  })

  it('name only commands that package.json has', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
    const named = PAGES.flatMap((page) =>
      [...read(page).matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name),
    )
    expect(named.length).toBeGreaterThan(10)
    expect(named.filter((name) => !(name in scripts))).toEqual([])
  })
})
