import { beforeEach, describe, expect, it } from 'vitest'
import { freshEmail } from '../support/account.ts'
import { moveTo } from '../support/code-flows.ts'
import {
  API,
  askForReset,
  expectAsked,
  type Member,
  member,
  newMember,
  reset,
  tokensOf,
} from '../support/enveloped.ts'
import { newLink, newLinks } from '../support/mails.ts'
import { HOME, person } from '../support/person.ts'
import { workerWith } from '../support/worker.ts'

let ada: Member

beforeEach(async () => {
  ada = await member({ roaming: true })
})

describe('the origin of a mailed link', () => {
  const lies = [
    { Host: 'evil.example' },
    { 'X-Forwarded-Host': 'evil.example', 'X-Forwarded-Proto': 'http' },
    { Forwarded: 'host=evil.example;proto=http' },
    { 'X-Original-URL': 'https://evil.example/', 'X-Rewrite-URL': 'https://evil.example/' },
    { Referer: 'https://evil.example/' },
  ]

  it.each(lies)('does not follow %j', async (headers) => {
    expectAsked(await person().post(`${API}/password/email`, { email: ada.email }, { headers }))
    const wanted = newMember()
    tokensOf(await person().post(`${API}/register`, wanted, { headers }))
    const links = [await newLink(ada.email, 'reset-password'), await newLink(wanted.email, 'verify-email')]
    expect(links.map(({ page }) => page)).toEqual([`${HOME}/reset-password`, `${HOME}/verify-email`])
    for (const { mail } of links) expect(mail.text + mail.html).not.toContain('evil.example')
  })

  it('does not follow the address under which the service was asked', async () => {
    const asked = new Request(`http://evil.example${API}/password/email`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ email: ada.email }),
    })
    expectAsked(await person().send(asked))
    expect((await newLink(ada.email, 'reset-password')).page).toBe(`${HOME}/reset-password`)
  })

  it('is that of a front end with pages of its own, with the token still in the fragment', async () => {
    const RESET_URL = 'https://app.example.com/forgot?from=mail'
    const worker = workerWith({ RESET_URL, VERIFY_URL: 'https://app.example.com/welcome' })
    const bob = await member({ worker, confirmed: false })
    expectAsked(await askForReset(bob, bob.email))
    const [welcome] = await newLinks(bob.email, 'welcome')
    const [forgot] = await newLinks(bob.email, 'forgot?from=mail')
    expect(welcome?.url).toBe(`https://app.example.com/welcome#token=${welcome?.token}`)
    expect(forgot?.url.startsWith(`${RESET_URL}#token=`)).toBe(true)
    const confirming = { token: welcome?.token, password: bob.password }
    expect((await person().post('/verify-email', confirming)).status).toBe(200)
    expect((await reset(bob, { token: forgot?.token ?? '', email: bob.email })).status).toBe(200)
  })

  it('is that of the settings, also for undoing a move', async () => {
    await moveTo(ada, freshEmail())
    expect((await newLink(ada.email, 'undo-email-change')).page).toBe(`${HOME}/undo-email-change`)
  })
})
