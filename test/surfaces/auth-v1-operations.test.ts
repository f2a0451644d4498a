import { expect, it } from 'vitest'
import { freshEmail, PASSWORD } from '../support/account.ts'
import { NEW_PASSWORD, V1 } from '../support/code-flows.ts'
import { otherThan } from '../support/mails.ts'
import { observed } from '../support/work.ts'
import { type Answer, person } from '../support/person.ts'
import { namesUnder } from '../support/routes.ts'

/** `rows` are those that are written, deferred work included. */
type Row = { status: number; d1: number; rows: number; kv: string; mails: number; after: string }

it('every route asks D1 and KV at most twice before it answers', async () => {
  const { worker, last, mailbox } = observed({ TEST_PWD: 'for our own tests' })
  const { codeTo } = mailbox
  const [ada, elsewhere] = [person({ worker, roaming: true }), person({ worker, roaming: true })]
  const [email, next] = [freshEmail(), freshEmail()]
  const table: Record<string, Row> = {}

  const note = async (name: string, asked: Promise<Answer>) => {
    const { status } = await asked
    const { trips, rows, mails, mailsAfter } = last()
    const { d1, d1After, kv, kvAfter } = trips
    const audited = d1After.map((statement) => /^insert into "(\w+)"/.exec(statement)?.[1] ?? statement)
    const after = [...audited, ...kvAfter, ...Array<string>(mailsAfter).fill('mail')].join(', ')
    table[name] = { status, d1: d1.length, rows, kv: kv.join(', '), mails, after }
  }
  const signIn = (by: typeof ada, account: string, pwd: string) =>
    by.post(`${V1}/request/refreshToken/code`, { account, pwd, TEST_PWD: 'for our own tests' })

  await note('POST request/code', ada.post(`${V1}/request/code`, { account: email }))
  await note('POST verify/code, wrong', ada.post(`${V1}/verify/code`, { code: otherThan(codeTo(email)) }))
  await note('POST verify/code', ada.post(`${V1}/verify/code`, { code: codeTo(email) }))
  await note('POST create/account', ada.post(`${V1}/create/account`, { pwd: PASSWORD }))
  const login = { account: email, pwd: PASSWORD }
  await note('POST request/refreshToken/code', ada.post(`${V1}/request/refreshToken/code`, login))
  await note('POST request/refreshToken', ada.post(`${V1}/request/refreshToken`, { code: codeTo(email) }))
  const used = ada.cookies.get('__Host-refreshToken') ?? ''
  await note('GET request/accessToken', ada.get(`${V1}/request/accessToken`))
  const kept = ada.cookies.get('__Host-refreshToken') ?? ''
  ada.cookies.set('__Host-refreshToken', used)
  await note('GET request/accessToken, again', ada.get(`${V1}/request/accessToken`))
  ada.cookies.set('__Host-refreshToken', kept)
  await signIn(elsewhere, email, PASSWORD)
  await elsewhere.post(`${V1}/request/refreshToken`, { code: '1234' })
  await note('PATCH account/request/code', ada.patch(`${V1}/account/request/code`, { newAccount: next }))
  const both = { codeCurrentAccount: codeTo(email), codeNewAccount: codeTo(next) }
  await note('PATCH change/account', ada.patch(`${V1}/change/account`, both))
  await note('PATCH password/request/code', ada.patch(`${V1}/password/request/code`, { account: next }))
  const reset = { code: codeTo(next), newPwd: NEW_PASSWORD }
  await note('PATCH change/password', ada.patch(`${V1}/change/password`, reset))
  await signIn(ada, next, NEW_PASSWORD)
  await ada.post(`${V1}/request/refreshToken`, { code: '1234' })
  await note('POST request/logout', ada.post(`${V1}/request/logout`))

  const put = 'put code'
  const get = 'get code'
  const ended = 'put revoked'
  expect(table).toEqual({
    'POST request/code': { status: 200, d1: 1, rows: 5, kv: put, mails: 1, after: '' },
    'POST verify/code, wrong': { status: 400, d1: 1, rows: 3, kv: get, mails: 0, after: '' },
    'POST verify/code': { status: 200, d1: 2, rows: 9, kv: get, mails: 0, after: '' },
    'POST create/account': { status: 201, d1: 2, rows: 8, kv: '', mails: 0, after: '' },
    'POST request/refreshToken/code': { status: 200, d1: 2, rows: 6, kv: put, mails: 1, after: '' },
    // The session the browser had before ends.
    'POST request/refreshToken': {
      status: 200,
      d1: 2,
      rows: 10,
      kv: get,
      mails: 0,
      after: ended,
    },
    'GET request/accessToken': { status: 200, d1: 1, rows: 1, kv: '', mails: 0, after: '' },
    'GET request/accessToken, again': { status: 200, d1: 2, rows: 2, kv: '', mails: 0, after: '' },
    'PATCH account/request/code': { status: 200, d1: 2, rows: 5, kv: put, mails: 2, after: '' },
    // Both sessions of the account end, both addresses are told.
    'PATCH change/account': {
      status: 200,
      d1: 2,
      rows: 16,
      kv: get,
      mails: 0,
      after: `${ended}, ${ended}, mail, mail`,
    },
    'PATCH password/request/code': { status: 200, d1: 2, rows: 4, kv: put, mails: 0, after: 'mail' },
    'PATCH change/password': {
      status: 200,
      d1: 2,
      rows: 11,
      kv: get,
      mails: 0,
      after: `${ended}, mail`,
    },
    'POST request/logout': { status: 200, d1: 1, rows: 3, kv: '', mails: 0, after: ended },
  } satisfies Record<string, Row>)
  const names = namesUnder(`${V1}/`).map((name) => name.replace(`${V1}/`, ''))
  expect(Object.keys(table)).toEqual(expect.arrayContaining(names))
  for (const { d1, kv } of Object.values(table)) {
    expect(d1).toBeLessThanOrEqual(2)
    expect(kv.split(',').length).toBeLessThanOrEqual(2)
  }
})
