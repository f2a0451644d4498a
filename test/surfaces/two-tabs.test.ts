import { describe, expect, it } from 'vitest'
import { PASSWORD } from '../support/account.ts'
import { registeredApp } from '../support/apps.ts'
import { rows } from '../support/database.ts'
import { groundWith, owner, signedInAt, stranger } from '../support/page-visitors.ts'
import { answeredIn, relyingParty, tokensOfApp } from '../support/relying-party.ts'
import type { Visitor } from '../support/visitor.ts'

/** Somebody who is signed in, and apps. */
async function met(...apps: Parameters<typeof registeredApp>[0][]) {
  const ground = groundWith()
  const ada = await signedInAt(ground, await owner(ground))
  const parties = []
  for (const app of apps) parties.push(relyingParty(await registeredApp(app), ground))
  return { ground, ada, parties }
}

/** Where the page goes on by itself. */
const nextOf = (text: string) => /content="0;url=([^"]*)"/.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? ''

describe('two tabs', () => {
  const tab = (ada: Visitor, ground: ReturnType<typeof groundWith>) => {
    const another = stranger(ground)
    for (const [name, value] of ada.cookies) another.cookies.set(name, value)
    return another
  }

  it('that ask at once each get their own answer', async () => {
    const { ground, ada, parties } = await met({}, { kind: 'third_party' })
    for (const party of parties) {
      const tabs = ['first', 'second'].map((state) => ({ state, by: tab(ada, ground) }))
      await Promise.all(tabs.map(({ state, by }) => party.ask(by, { state, nonce: state })))
      for (const { state, by } of tabs.toReversed()) {
        const page = by.page.path.startsWith('/consent') ? await by.press('allow') : by.page
        const answered = answeredIn(page)
        expect(answered['state']).toBe(state)
        expect(tokensOfApp(await party.exchange(answered['code'] ?? '')).id['nonce']).toBe(state)
      }
    }
  })

  it('that are signed in by one another each get to their own app', async () => {
    const ground = groundWith()
    const account = await owner(ground)
    const ada = stranger(ground)
    const [one, two] = [
      relyingParty(await registeredApp(), ground),
      relyingParty(await registeredApp(), ground),
    ]
    await one.ask(ada, { state: 'one' })
    const { path } = ada.page
    await two.ask(ada, { state: 'two' })
    await ada.press('password', { email: account.email, password: PASSWORD })
    // The first tab still shows the form: whoever opens it anew is signed in already, and goes on to the first app.
    for (const [from, state, party] of [
      [path, 'one', one],
      [ada.page.path, 'two', two],
    ] as const) {
      await ada.open(from)
      const answered = answeredIn(await ada.open(nextOf(ada.page.text)))
      expect(answered['state']).toBe(state)
      expect((await party.exchange(answered['code'] ?? '')).status).toBe(200)
    }
  })
})

describe('the back button', () => {
  it('brings the question again, which is over once its code was used: nothing ends', async () => {
    const { ground, ada } = await met()
    const app = await registeredApp({ redirectUris: ['http://127.0.0.1/callback'] })
    const party = relyingParty(app, ground)
    const { path } = await party.ask(ada)
    const first = answeredIn(await ada.press('allow'))
    const { body } = await party.exchange(first['code'] ?? '')
    expect((await ada.open(path)).path).toBe(path)
    expect((await ada.press('allow')).status).toBe(404)
    expect((await party.userInfo(String(body['access_token']))).status).toBe(200)
    // A new request begins anew.
    await party.ask(ada)
    expect((await party.exchange(answeredIn(await ada.press('allow'))['code'] ?? '')).status).toBe(200)
  })

  it('to the page that leads to the app leads there again', async () => {
    const ground = groundWith()
    const account = await owner(ground)
    const ada = stranger(ground)
    const party = relyingParty(await registeredApp(), ground)
    await party.ask(ada)
    await ada.press('password', { email: account.email, password: PASSWORD })
    const { path } = ada.page
    for (let n = 0; n < 2; n += 1) {
      await ada.open(path)
      const { code = '' } = answeredIn(await ada.open(nextOf(ada.page.text)))
      expect((await party.exchange(code)).status).toBe(200)
    }
    const alive = await rows('select id from sessions where app_id is not null and revoked_at is null')
    expect(alive).toHaveLength(2)
  })
})
