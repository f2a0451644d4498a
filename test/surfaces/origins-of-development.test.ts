import { describe, expect, it } from 'vitest'
import { RESEND_SETTINGS } from '../support/resend.ts'
import { person } from '../support/person.ts'
import { theWorker, workerWith } from '../support/worker.ts'

const LOCAL = ['http://localhost:5173', 'http://localhost', 'http://127.0.0.1:3000', 'http://[::1]:3000']
const FOREIGN = [
  'https://localhost:5173',
  'http://localhost.evil.example',
  'http://evil.localhost:3000',
  'http://192.168.7.7:3000',
  'null',
]
const production = workerWith({ ...RESEND_SETTINGS, ENVIRONMENT: 'production' })

const allowed = async (worker: typeof theWorker, origin: string) => {
  const answer = await person({ worker }).post('/api/v1/auth/login', {}, { headers: { Origin: origin } })
  return [answer.status, answer.headers.get('Access-Control-Allow-Origin')]
}

describe('a page of this machine', () => {
  it.each(LOCAL)('may call a service in development, and is named exactly: %s', async (origin) => {
    expect(await allowed(theWorker, origin)).toEqual([422, origin])
  })

  it.each(LOCAL)('is foreign to a service in production: %s', async (origin) => {
    expect(await allowed(production, origin)).toEqual([403, null])
  })
})

describe('any other page', () => {
  it.each(FOREIGN)('is foreign to a service in development too: %s', async (origin) => {
    expect(await allowed(theWorker, origin)).toEqual([403, null])
  })
})
