import { describe, expect, it } from 'vitest'
import { registeredApp } from '../support/apps.ts'
import { rows } from '../support/database.ts'
import { HOME } from '../support/home.ts'
import { groundWith, owner, signedInAt } from '../support/page-visitors.ts'
import { answeredIn, relyingParty, tokensOfApp } from '../support/relying-party.ts'
import { PAGE_WORDS } from '../support/words.ts'

const words = PAGE_WORDS.en.apps

async function met(changes: Parameters<typeof registeredApp>[0]) {
  const ground = groundWith()
  const account = await owner(ground)
  const app = await registeredApp(changes)
  return { ground, account, ada: await signedInAt(ground, account), party: relyingParty(app, ground) }
}

const OF_OTHERS = { kind: 'third_party', name: 'Others & Sons' } as const
const ON_THE_DEVICE = { redirectUris: ['http://127.0.0.1/callback'] }
const BY_SCHEME = { redirectUris: ['com.example.notes:/callback'] }

describe('an app of somebody else', () => {
  it('gets nothing without consent, quietly or not', async () => {
    const { ada, party } = await met(OF_OTHERS)
    expect(answeredIn(await party.ask(ada, { prompt: 'none' }))['error']).toBe('consent_required')
    const page = await party.ask(ada)
    expect(page.path).toMatch(/^\/consent\?request=/)
    expect(page.words).toContain('Others & Sons')
    expect(page.words).toContain('notes.example')
    for (const scope of Object.values(words.scopes)) expect(page.words).toContain(scope)
    expect(await rows('select * from sessions where app_id is not null')).toEqual([])
  })

  it('is told when the user refuses, and asks again next time', async () => {
    const { ada, party } = await met(OF_OTHERS)
    await party.ask(ada)
    expect(answeredIn(await ada.press('refuse'))).toMatchObject({
      error: 'access_denied',
      state: 'of the app',
      iss: HOME,
    })
    expect((await party.ask(ada)).path).toMatch(/^\/consent/)
  })

  it('gets a code after a press, and the next one without', async () => {
    const { account, ada, party } = await met(OF_OTHERS)
    await party.ask(ada)
    const { code = '', state } = answeredIn(await ada.press('allow'))
    expect(state).toBe('of the app')
    expect(tokensOfApp(await party.exchange(code)).id.sub).toBe(account.id)
    expect((await party.exchange(await party.codeFor(ada))).status).toBe(200)
    expect(answeredIn(await party.ask(ada, { prompt: 'none' }))['code']).toBeDefined()
  })

  it('asks again for more, and remembers all of it', async () => {
    const { ada, party } = await met(OF_OTHERS)
    for (const scope of ['openid profile', 'openid email']) {
      expect((await party.ask(ada, { scope })).path).toMatch(/^\/consent/)
      await ada.press('allow')
    }
    expect(answeredIn(await party.ask(ada, { scope: 'openid profile email' }))['code']).toBeDefined()
    expect((await party.ask(ada)).path).toMatch(/^\/consent/)
  })

  it('asks again where it wants to', async () => {
    const { ada, party } = await met(OF_OTHERS)
    await party.ask(ada)
    await ada.press('allow')
    expect((await party.ask(ada, { prompt: 'consent' })).path).toMatch(/^\/consent/)
  })

  it('gets nothing for a code whose consent was taken back', async () => {
    const { ada, party } = await met(OF_OTHERS)
    await party.ask(ada)
    const { code = '' } = answeredIn(await ada.press('allow'))
    await rows('delete from grants')
    expect(await party.exchange(code)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
  })
})

describe('an app on the device of the user', () => {
  it.each([
    ['by a port, our own', { ...ON_THE_DEVICE }],
    ['by a port, of somebody else', { ...ON_THE_DEVICE, ...OF_OTHERS }],
    ['by a scheme, our own', { ...BY_SCHEME }],
  ])('%s, gets a code after a press each time', async (_, changes) => {
    const { ada, party } = await met(changes)
    for (const state of ['first', 'second']) {
      expect((await party.ask(ada, { state })).path).toMatch(/^\/consent/)
      const { code = '' } = answeredIn(await ada.press('allow'))
      expect((await party.exchange(code)).status).toBe(200)
    }
    expect(answeredIn(await party.ask(ada, { prompt: 'none' }))['error']).toBe('interaction_required')
  })

  it('may listen on any port, and the code is good for that address alone', async () => {
    const { ada, party } = await met(ON_THE_DEVICE)
    const redirect_uri = 'http://127.0.0.1:49152/callback'
    await party.ask(ada, { redirect_uri })
    const page = await ada.press('allow')
    expect(page.text).toContain(`content="0;url=${redirect_uri}?code=`)
    const { code = '' } = answeredIn(page)
    expect((await party.exchange(code)).body['error']).toBe('invalid_grant')
    expect((await party.exchange(code, { redirect_uri })).status).toBe(200)
  })

  it('is opened by a press where it has a scheme, since browsers open it for nothing else', async () => {
    const { ada, party } = await met(BY_SCHEME)
    await party.ask(ada)
    const page = await ada.press('allow')
    expect(page.text).toContain('href="com.example.notes:/callback?code=')
    expect(page.text).not.toContain('http-equiv="refresh"')
  })
})

describe('the question', () => {
  it('is for the session that was asked: another one is asked anew', async () => {
    const { ground, ada, party } = await met(OF_OTHERS)
    await party.ask(ada)
    const { path } = ada.page
    const eve = await signedInAt(ground, await owner(ground))
    const page = await eve.open(path)
    expect(page.path).toMatch(/^\/consent/)
    expect(page.path).not.toBe(path)
  })

  it('is not answered for somebody else: a request of another session is refused', async () => {
    const { ground, ada, party } = await met(OF_OTHERS)
    await party.ask(ada)
    const { fields } = ada.formOf('allow')
    const eve = await signedInAt(ground, await owner(ground))
    await party.ask(eve)
    const answer = await eve.send({
      page: '/consent',
      name: 'allow',
      fields: { ...eve.formOf('allow').fields, request: fields['request'] ?? '' },
    })
    expect(answer.status).toBe(404)
    expect(await rows('select * from grants')).toEqual([])
  })

  it.each(['', 'junk', 'a.b.c.d.e'])('says that it is over for a request such as %j', async (request) => {
    const { ada } = await met(OF_OTHERS)
    const page = await ada.open(`/consent?request=${request}`)
    expect(page.words).toContain(words.over.title)
  })

  it('stays where it is when the language changes, and when the session has ended', async () => {
    const { ada, party } = await met(OF_OTHERS)
    const { path } = await party.ask(ada)
    const form = /<form[^>]*action="\/language".*?<\/form>/s.exec(ada.page.text)?.[0] ?? ''
    expect(form).toContain(`name="page" value="${path}"`)
    const sent = { page: path, name: 'allow', fields: ada.formOf('allow').fields }
    await rows('update sessions set revoked_at = 1')
    const answer = await ada.send(sent)
    const back = new URL(answer.headers.get('Location') ?? '', HOME).searchParams.get('return_to')
    expect(back).toBe(path)
  })

  it('is over once its code was used: going back and pressing again ends nothing', async () => {
    const { ada, party } = await met(OF_OTHERS)
    await party.ask(ada)
    const sent = { page: '/consent', name: 'allow', fields: ada.formOf('allow').fields }
    const tokens = tokensOfApp(await party.exchange(answeredIn(await ada.send(sent))['code'] ?? ''))
    const again = await ada.send(sent)
    expect([again.status, answeredIn(again)['code']]).toEqual([404, undefined])
    expect(again.text).toContain(words.over.text)
    expect((await party.userInfo(tokens.access)).status).toBe(200)
  })

  it('gives one code that counts, however often it is answered', async () => {
    const { ada, party } = await met(OF_OTHERS)
    await party.ask(ada)
    const { fields } = ada.formOf('allow')
    const sent = { page: '/consent', name: 'allow', fields }
    const [first, second] = await Promise.all([ada.send(sent), ada.send(sent)])
    const codes = [first, second].map((answer) => answeredIn(answer)['code'] ?? '')
    expect((await party.exchange(codes[1] ?? '')).status).toBe(200)
    expect((await party.exchange(codes[0] ?? '')).status).toBe(400)
  })
})
