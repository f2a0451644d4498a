import { describe, expect, it } from 'vitest'
import { claimsOf } from '../support/account.ts'
import { childOf, registeredApp } from '../support/apps.ts'
import { pass } from '../support/clock.ts'
import { rows } from '../support/database.ts'
import { expectWellFormed } from '../support/html.ts'
import { type Ground, groundWith, owner, signedInAt } from '../support/page-visitors.ts'

const PAGE = '/account/apps'
const THIRD = { name: 'Calendar <&> "Co"', kind: 'third_party', redirectUris: ['com.example.app:/cb'] }

/** Somebody with a session of Notes, who has allowed a calendar something. */
async function withApps(ground: Ground) {
  const account = await owner(ground)
  const [notes, calendar] = [await registeredApp(), await registeredApp({ ...THIRD, kind: 'third_party' })]
  const child = await childOf(String(claimsOf(account.tokens.access)['sid']), {
    appId: notes.id,
    scope: 'openid email',
  })
  const scope = 'openid profile offline_access'
  await rows('insert into grants values (?, ?, ?, ?)', account.id, calendar.id, scope, Date.now())
  return { account, notes, calendar, child }
}

const isEnded = async (id: string) =>
  (await rows('select revoked_at from sessions where id = ?', id))[0]?.['revoked_at'] !== null

describe('the apps of an account', () => {
  it('are shown with who they are, what they may do, since when, and when they were used', async () => {
    const ground = groundWith()
    const { account } = await withApps(ground)
    const { page } = await signedInAt(ground, account, PAGE)
    expectWellFormed(page.text)
    expect(page.words).toContain('Notes notes.example Know who you are · See your email address')
    expect(page.words).toMatch(/In use since Nov 3, 2026, 12:00 PM UTC · Last used Nov 3, 2026, 12:00 PM UTC/)
    expect(page.words).toContain(
      'On a device Know who you are · See your name and language · Stay signed in while you are away',
    )
    expect(page.words).toContain('Not signed in now')
    expect(page.text).toContain('Calendar &lt;&amp;&gt; &quot;Co&quot;')
  })

  it('can be removed, and their sessions end with that', async () => {
    const ground = groundWith()
    const { account, notes, child } = await withApps(ground)
    const ada = await signedInAt(ground, account, PAGE)
    const page = await ada.press('remove', { id: notes.id })
    expect(page.words).toContain('The app can no longer act for you.')
    expect(page.words).not.toContain('notes.example')
    expect([await isEnded(child), page.words.includes('On a device')]).toEqual([true, true])
    expect((await ada.open('/account/history')).words).toContain('The access of an app was removed')
  })

  it('that are gone meanwhile are no mistake, and those of others are none of them', async () => {
    const ground = groundWith()
    const [{ account, notes }, eve] = [await withApps(ground), await withApps(ground)]
    const ada = await signedInAt(ground, account, PAGE)
    const { fields } = ada.formOf('remove')
    for (const id of [eve.notes.id, notes.id, notes.id, 'x']) {
      const answer = await ada.send({ page: PAGE, name: 'remove', fields: { ...fields, id } })
      expect(answer.status).toBe(303)
    }
    expect(await isEnded(eve.child)).toBe(false)
  })

  it('are none at first, and the page says what will be there', async () => {
    const ground = groundWith()
    const { page } = await signedInAt(ground, await owner(ground), PAGE)
    expectWellFormed(page.text)
    expect(page.words).toContain('No apps yet Apps appear here when you sign in to them with this account.')
  })
})

describe('the session of an app among the devices', () => {
  it('goes under the name of the app, and is ended as any other', async () => {
    const ground = groundWith()
    const { account, child } = await withApps(ground)
    const ada = await signedInAt(ground, account, '/account/sessions')
    expect(ada.page.text).toContain('aria-label="Sign out Notes"')
    await ada.press('end', { id: child })
    expect(await isEnded(child)).toBe(true)
    expect(ada.page.text).not.toContain('Sign out Notes')
  })

  it('that came from this device stays when all others are signed out, and nothing else is offered then', async () => {
    const ground = groundWith()
    const account = await owner(ground)
    const ada = await signedInAt(ground, account, '/account/sessions')
    await ada.press('end_others')
    pass()
    const { id: appId } = await registeredApp()
    const sid = (ada.cookies.get('__Host-session') ?? '').split('.')[0] ?? ''
    const child = await childOf(sid, { appId })
    const page = await ada.open('/account/sessions')
    expect([page.words.includes('Notes'), page.text.includes('value="end_others"')]).toEqual([true, false])
    expect(await isEnded(child)).toBe(false)
  })
})
