import { describe, expect, it } from 'vitest'
import { registeredApp } from '../support/apps.ts'
import { groundWith, owner, signedInAt } from '../support/page-visitors.ts'
import { relyingParty, tokensOfApp } from '../support/relying-party.ts'
import { workerWith } from '../support/worker.ts'

/** A limiter that writes down what it counts under. */
function counting(success = true) {
  const keys: string[] = []
  const limit = async ({ key }: { key: string }) => ({ success: keys.push(key) > 0 && success })
  const of = { RATE_LIMIT: { limit }, RATE_LIMIT_SESSION: { limit } }
  return { keys, worker: workerWith(of) }
}

async function met() {
  const ground = groundWith()
  const ada = await signedInAt(ground, await owner(ground))
  const app = await registeredApp()
  const party = relyingParty(app, ground)
  return { ada, app, party, code: await party.codeFor(ada), another: await party.codeFor(ada) }
}

describe('a request of an app', () => {
  it('counts for the session that it is about, since all users of a server come from one address', async () => {
    const { app, party, code } = await met()
    const tokens = tokensOfApp(await party.exchange(code))
    const sid = String(tokens.id['sid'])
    const { keys, worker } = counting()
    const counted = relyingParty(app, { worker })
    await counted.exchange(code, { code_verifier: party.verifier })
    await counted.refresh(tokens.refresh)
    await counted.revoke(tokens.access)
    await counted.userInfo(tokens.access)
    expect(keys).toEqual([sid, sid, sid, sid])
  })

  it('counts for its address where it brings nothing that we have made', async () => {
    const { app } = await met()
    const { keys, worker } = counting()
    const counted = relyingParty(app, { worker })
    await counted.exchange('junk')
    await counted.refresh('junk.0.junk')
    await counted.revoke('junk')
    await counted.userInfo('junk')
    expect(keys.map((key) => key.split(' ').at(-1))).toEqual(['/token', '/token', '/revoke', '/userinfo'])
  })

  it('is told in the words of OAuth when there are too many, and has used nothing up', async () => {
    const { app, party, code } = await met()
    const { worker } = counting(false)
    const answer = await relyingParty(app, { worker }).exchange(code, { code_verifier: party.verifier })
    expect([answer.status, answer.body['error']]).toEqual([429, 'temporarily_unavailable'])
    expect(answer.headers.get('Retry-After')).toBe('60')
    expect((await party.exchange(code)).status).toBe(200)
  })

  it('works without the limiter', async () => {
    const { app, party, code } = await met()
    const limit = () => Promise.reject(new Error('no limiter'))
    const of = { RATE_LIMIT: { limit }, RATE_LIMIT_SESSION: { limit } }
    const counted = relyingParty(app, { worker: workerWith(of) })
    expect((await counted.exchange(code, { code_verifier: party.verifier })).status).toBe(200)
  })
})
