import { registered } from '../support/account.ts'
import { setCount } from '../support/budgets.ts'
import { rows } from '../support/database.ts'
import { addedPasskey, assertion, PASSKEY, signInByPasskey, withPasskey } from '../support/passkeys.ts'
import { type Answer, person } from '../support/person.ts'
import { ME } from '../support/second-step.ts'
import { workerWith } from '../support/worker.ts'

type Route = { method: string; path: string }

const ONE = `${ME}/passkeys/{passkey_id}`

/** How the routes of passkeys come to refusals that others come to in another way; undefined for all others. */
export function passkeyProvocation({ method, path }: Route, code: string): Promise<Answer> | undefined {
  if (code === 'not_found' && /passkey|webauthn/.test(path) && path !== ONE)
    return whereTheyAreOff(method, path)
  if (code === 'last_way_in' && path === ONE) return withoutAnother()
  if (path !== PASSKEY) return undefined
  if (code === 'human_check_required') return bySpentClient()
  return code === 'account_deleting' ? whileDeleting() : undefined
}

/** Browsers make no passkey for the address of a host. */
async function whereTheyAreOff(method: string, path: string) {
  const worker = workerWith({ APP_URL: 'http://127.0.0.1:8787' })
  const elsewhere = await withPasskey()
  const { tokens } = await registered({ worker })
  const credential =
    path === PASSKEY
      ? await assertion(person(), elsewhere.device)
      : await elsewhere.device.create({ challenge: 'x' })
  const token = path.startsWith(ME) ? { token: tokens.access } : {}
  return person({ worker }).ask(method, path, method === 'GET' ? undefined : { credential }, token)
}

async function withoutAnother() {
  const worker = workerWith({ SECOND_STEP: 'all' })
  const { passkeyId, added, ...ada } = await addedPasskey(await registered({ worker }))
  return ada.delete(`${ME}/passkeys/${passkeyId}`, { token: String(added.body['access_token']) })
}

async function bySpentClient() {
  const { device } = await withPasskey()
  const credential = await assertion(person(), device)
  await setCount('sign-in/client/198.51.100.7', '198.51.100.7', 100)
  const by = person({ worker: workerWith({ TURNSTILE_SECRET: 'a secret' }) })
  return by.post(PASSKEY, { credential }, { headers: { 'CF-Connecting-IP': '198.51.100.7' } })
}

async function whileDeleting() {
  const { device, id } = await withPasskey()
  await rows('update users set deletes_at = ? where id = ?', Date.now() + 86_400_000, id)
  return signInByPasskey(person(), device)
}
