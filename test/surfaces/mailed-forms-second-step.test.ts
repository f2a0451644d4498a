import { beforeEach, describe, expect, it } from 'vitest'
import { pass } from '../support/clock.ts'
import { dump, rows } from '../support/database.ts'
import { HOME } from '../support/home.ts'
import { movedAway, type Protected, protectedAccount } from '../support/second-step.ts'
import { visitor } from '../support/visitor.ts'

const UNDO = '/undo-email-change'
const PASSWORD = 'only hers now'

let ada: Protected
let link: string

beforeEach(async () => {
  ada = await protectedAccount()
  pass(8 * 86_400_000)
  link = `${HOME}${UNDO}#token=${(await movedAway(ada)).link}`
})

const isBack = async () => (await rows('select id from users where email = ?', ada.email)).length === 1

/** Whether the field for the code is seen. */
const stepIn = (text: string) => /<div data-step="[^"]*">/.test(text)

describe('where no script runs, the page that takes an account with a second step back', () => {
  it('asks for the step when it is due, and for the password again, and keeps the rest', async () => {
    const by = visitor({ roaming: true })
    const opened = await by.open(UNDO)
    // Only a script can ask for a passkey: it shows the button, when the account has one.
    expect(opened.text).toMatch(/<button[^>]*data-step-passkey[^>]*hidden/)
    expect(stepIn(opened.text)).toBe(false)
    const before = await dump()
    const asked = await by.press('undo', { link, email: ada.email, password: PASSWORD })
    expect([asked.status, stepIn(asked.text)], asked.text).toEqual([403, true])
    expect(asked.text).not.toContain('summary"')
    expect(asked.text).not.toContain('data-step-passkey')
    expect(asked.text).toMatch(/<input[^>]*name="step"[^>]*autofocus/)
    expect(by.formOf('undo').fields).toMatchObject({ link, email: ada.email, password: '', step: '' })
    expect(asked.text).not.toContain(PASSWORD)
    expect(await dump()).toBe(before)

    const wrong = await by.press('undo', { password: PASSWORD, step: '000 000' })
    expect([wrong.status, stepIn(wrong.text)]).toEqual([401, true])
    expect(wrong.text).toMatch(/<p id="step-problem"[^>]*>This code is wrong/)
    expect(by.formOf('undo').fields).toMatchObject({ link, email: ada.email, step: '' })
    expect(await isBack()).toBe(false)

    const code = ada.app()
    const done = await by.press('undo', { password: PASSWORD, step: `${code.slice(0, 3)} ${code.slice(3)}` })
    expect([done.status, done.words], done.text).toEqual([
      200,
      expect.stringContaining('Your account is back'),
    ])
    expect(await isBack()).toBe(true)
  })

  it('takes a recovery code, and mails a link where no password was typed', async () => {
    const by = visitor({ roaming: true })
    await by.open(UNDO)
    await by.press('undo', { link, email: ada.email })
    const done = await by.press('undo', { step: ada.recoveryCodes[0] ?? '' })
    expect([done.status, done.words]).toEqual([200, expect.stringContaining('We emailed you a link')])
    expect(done.text).toContain('href="/reset-password?new"')
    expect(await isBack()).toBe(true)
  })
})
