import { describe, expect, it } from 'vitest'
import { registered } from '../support/account.ts'
import { bindings } from '../support/bindings.ts'
import { pass } from '../support/clock.ts'
import { rows } from '../support/database.ts'
import { person } from '../support/person.ts'
import { methodsOf, PATHS } from '../support/routes.ts'
import { deferredWork, theWorker, workerWith } from '../support/worker.ts'
import { failing } from '../support/wrapped.ts'

const production = workerWith({
  ENVIRONMENT: 'production',
  RESEND_API_KEY: 're_0123456789',
  EMAIL_FROM: 'mail@example.com',
})

describe('GET /', () => {
  it('says what this is, and where to go on', async () => {
    const answer = await person().get('/')
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({
      name: 'Postern',
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      links: { health: '/healthz', keys: '/.well-known/jwks.json' },
    })
    for (const link of Object.values(answer.body['links'] as Record<string, string>)) {
      expect((await person().get(link)).status, link).toBe(200)
    }
  })
})

describe('GET / in a browser', () => {
  const browse = (changes: Parameters<typeof workerWith>[0] = {}) =>
    person({ worker: workerWith(changes) }).get('/', {
      headers: { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' },
    })

  it('is a page: what this is, whether it works, where to go on, and a first call', async () => {
    const { status, headers, text } = await browse()
    expect([status, headers.get('Content-Type')]).toEqual([200, 'text/html; charset=UTF-8'])
    expect(headers.get('Vary')).toContain('Accept')
    expect(text).toContain('All systems work')
    const links = [...text.matchAll(/<a href="(\/[^"]*)"/g)].map(([, to = '']) => to)
    expect(links).toEqual(
      expect.arrayContaining(['/dev/mailbox', '/account', '/docs', '/docs/guides', '/healthz']),
    )
    // The account leads whoever is not signed in to the sign-in page.
    for (const link of links)
      expect((await person().get(link)).status, link).toBe(link === '/account' ? 303 : 200)
    const [, body = ''] =
      /-d '(\{.*?\})'/s.exec(text.replaceAll('&quot;', '"').replaceAll('&#39;', "'")) ?? []
    expect((await person().post('/api/v1/auth/register', JSON.parse(body) as object)).status).toBe(201)
    // As in the README.
    expect(Object.keys(JSON.parse(body) as object)).toEqual(
      expect.arrayContaining(['first_name', 'last_name', 'confirm_password']),
    )
  })

  it.each([
    [undefined, 'An auth service for your apps'],
    ['Acme Notes', 'The auth service of Acme Notes'],
  ])('of the brand %s is headed %s', async (APP_NAME, heading) => {
    expect((await browse({ APP_NAME })).text).toContain(`<h1>${heading}</h1>`)
  })

  it('says what does not work', async () => {
    expect((await browse({ DB: failing().DB })).text).toContain('Not working: database')
  })

  it('names no mailbox in production', async () => {
    const answer = await person({ worker: production }).get('/', { headers: { Accept: 'text/html' } })
    expect(answer.text).not.toContain('mailbox')
  })

  it.each(['*/*', 'application/json', 'image/*', ''])(
    'is JSON for %j, and says that it depends',
    async (Accept) => {
      const { headers, body } = await person().get('/', { headers: { Accept } })
      expect([body['service'], headers.get('Vary')]).toEqual(['postern', expect.stringContaining('Accept')])
    },
  )
})

describe('GET /healthz', () => {
  const health = async (changes: Parameters<typeof workerWith>[0]) => {
    const { status, body, headers } = await person({ worker: workerWith(changes) }).get('/healthz')
    if (status === 503) expect(headers.get('Retry-After')).toBe('5')
    return [status, body]
  }

  it('is ok when D1 and KV answer', async () => {
    expect(await health({})).toEqual([200, { status: 'ok' }])
  })

  it('names what does not answer, without a detail', async () => {
    const unavailable = (...failing: string[]) => [503, { status: 'unavailable', failing }]
    expect(await health({ DB: failing().DB })).toEqual(unavailable('database'))
    expect(await health({ KV: failing().KV })).toEqual(unavailable('key-value'))
    expect(await health(failing())).toEqual(unavailable('database', 'key-value'))
  })

  it.each([
    ['has an older schema', 'update marks set value = value - 1', 'update marks set value = value + 1'],
    ['has no version', `update marks set name = 'x'`, `update marks set name = 'schema'`],
    ['has no migrations', 'alter table marks rename to elsewhere', 'alter table elsewhere rename to marks'],
  ])('counts a database that %s as one that does not answer', async (_, change, undo) => {
    await rows(change)
    expect(await health({})).toEqual([503, { status: 'unavailable', failing: ['database'] }])
    await rows(undo)
    expect(await health({})).toEqual([200, { status: 'ok' }])
  })

  it('is ok with a newer schema, which old code meets while a deployment runs', async () => {
    await rows('update marks set value = value + 1')
    expect(await health({})).toEqual([200, { status: 'ok' }])
    await rows('update marks set value = value - 1')
  })
})

describe('the mailbox of a development service', () => {
  it.each(['http://localhost:8787', 'http://127.0.0.1', 'http://[::1]:8787', 'https://auth.localhost'])(
    'answers a browser of this machine: %s',
    async (origin) => {
      expect((await theWorker.fetch(new Request(`${origin}/dev/mailbox`))).status).toBe(200)
    },
  )

  it.each([
    'https://auth.example.com',
    'http://192.168.7.7',
    'http://localhost.evil.example',
    'http://0.0.0.0',
  ])('is not there for any other host, by any method: %s', async (origin) => {
    for (const path of ['/dev/mailbox', '/dev/mailbox.json']) {
      for (const method of ['GET', 'HEAD', 'DELETE', 'POST', 'OPTIONS'])
        expect((await theWorker.fetch(new Request(origin + path, { method }))).status).toBe(404)
    }
  })

  const mails = async (query = '') =>
    (await person().get(`/dev/mailbox.json${query}`)).body as unknown as Record<string, string>[]

  it('shows the mails, newest first, to programs', async () => {
    const ada = await registered()
    await deferredWork()
    pass() // within one millisecond no mail is newer than another
    const bob = await registered()
    await deferredWork()
    const list = await mails()
    expect(list.map(({ to }) => to)).toEqual([bob.email, ada.email])
    expect(Object.keys(list[0] ?? {}).toSorted()).toEqual([
      'createdAt',
      'from',
      'html',
      'id',
      'subject',
      'text',
      'to',
    ])
    expect(list[0]?.['createdAt']).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/)
    const asked = await person().get('/dev/mailbox', { headers: { Accept: 'application/json' } })
    expect(asked.body).toEqual(list)
  })

  it('shows the newest, though there are more than KV lists at once', async () => {
    const { KV } = bindings
    // Ten at once instead of a thousand.
    const list = (options: KVNamespaceListOptions) => KV.list({ ...options, limit: 10 })
    const [get, put, remove] = [KV.get.bind(KV), KV.put.bind(KV), KV.delete.bind(KV)]
    const worker = workerWith({ KV: { get, put, delete: remove, list } as unknown as KVNamespace })
    await registered()
    await deferredWork()
    const old = JSON.stringify((await mails())[0])
    await Promise.all(Array.from({ length: 20 }, (_, index) => KV.put(`mailbox:0000${index}`, old)))
    pass()
    const ada = await registered()
    await deferredWork()
    const somebody = person({ worker })
    const shown = await somebody.get('/dev/mailbox.json')
    const newest = (shown.body as unknown as Record<string, string>[]).map(({ to }) => to)
    expect([newest.length, newest[0]]).toEqual([22, ada.email])
    expect((await somebody.delete('/dev/mailbox')).status).toBe(204)
    expect(await mails()).toEqual([])
  })

  it('shows those to one address', async () => {
    const [ada, bob] = [await registered(), await registered()]
    await deferredWork()
    expect((await mails(`?to=${encodeURIComponent(ada.email)}`)).map(({ to }) => to)).toEqual([ada.email])
    expect(await mails('?to=nobody@example.org')).toEqual([])
    const page = await person().get(`/dev/mailbox?to=${encodeURIComponent(bob.email)}`)
    expect(page.text).toContain(bob.email)
    expect(page.text).not.toContain(ada.email)
  })

  it('shows them to people, as a page that can be read without scripts', async () => {
    const empty = await person().get('/dev/mailbox')
    expect([empty.status, empty.headers.get('Content-Type')]).toEqual([
      200,
      expect.stringMatching(/^text\/html/),
    ])
    expect(empty.text).toContain('No mail yet.')
    const ada = await registered()
    await deferredWork()
    const page = await person().get('/dev/mailbox')
    expect(page.text).toContain(`<dd>${ada.email}</dd>`)
    expect(page.text).toMatch(
      /<a class="button quiet small" href="https:\/\/auth\.localhost\/verify-email#token=/,
    )
    const [, code = ''] = /class="code">(\d+)</.exec(page.text) ?? []
    expect(page.text).toContain(`data-copy="${code}"`)
    const text = await person().get('/dev/mailbox?view=text')
    expect(text.text).toMatch(
      /<pre[^>]*>.*<a href="https:\/\/auth\.localhost\/verify-email#token=[\w-]{43}"/s,
    )
  })

  it('shows the HTML in a frame that runs nothing, and whose links open a new tab', async () => {
    await registered()
    await deferredWork()
    const { text, headers } = await person().get('/dev/mailbox')
    const [frame = ''] = /<iframe[^>]*>/.exec(text) ?? []
    expect(frame).toContain('sandbox="allow-popups allow-popups-to-escape-sandbox"')
    expect(frame).toContain('srcdoc="&lt;base target=&quot;_blank&quot;&gt;')
    expect(headers.get('Content-Security-Policy')).toMatch(/script-src 'self'; .*form-action 'self'/)
  })

  it('shows the mail that was chosen, and finds mails by what is in them', async () => {
    const [ada, bob] = [await registered(), await registered()]
    await deferredWork()
    const { id } = (await mails(`?to=${encodeURIComponent(ada.email)}`))[0] ?? {}
    const chosen = await person().get(`/dev/mailbox?mail=${id}`)
    expect(chosen.text).toContain(`<dd>${ada.email}</dd>`)
    const found = await person().get(`/dev/mailbox?q=${encodeURIComponent(bob.email.toUpperCase())}`)
    expect(found.text).toContain(bob.email)
    expect(found.text).not.toContain(ada.email)
    const none = await person().get('/dev/mailbox?q=%3Cscript%3Ealert')
    expect(none.text).toContain('No mail matches.')
    expect(none.text).not.toContain('<script>alert')
  })

  it('can be emptied', async () => {
    await registered()
    await deferredWork()
    const answer = await person().delete('/dev/mailbox')
    expect([answer.status, answer.text]).toEqual([204, ''])
    expect(await mails()).toEqual([])
  })

  it('is not there in production, by any method', async () => {
    const somebody = person({ worker: production, roaming: true })
    for (const path of PATHS.filter((each) => each.startsWith('/dev/'))) {
      for (const method of [...methodsOf(path), 'POST', 'OPTIONS']) {
        const answer = await somebody.ask(method, path, undefined)
        expect([method, answer.status]).toEqual([method, 404])
      }
    }
  })
})

describe('in production', () => {
  it('no answer names the software of the service', async () => {
    const somebody = person({ worker: production, roaming: true })
    for (const path of ['/', '/healthz', '/x', '/api/v1/auth/login', '/api/v1/users/me']) {
      const { text, headers } = await somebody.get(path)
      expect(text + JSON.stringify([...headers])).not.toMatch(/hono|cloudflare|workerd|drizzle|d1_|sqlite/i)
    }
  })
})
