import { randomToken } from '../../src/crypto/random.ts'
import { openKeyring } from '../../src/crypto/keyring.ts'
import { sealConnection, type WaitingConnection } from '../../src/core/tokens/waiting-connection.ts'
import { freshEmail } from './account.ts'
import { rows } from './database.ts'
import { type FormStory, ready } from './form-story.ts'
import { keepOutOfLog } from './log.ts'
import { at, type Ground, owner, signedInAt, stranger } from './page-visitors.ts'
import type { Visitor } from './visitor.ts'
import { SECRET } from './worker.ts'

/** The browser comes from a provider, and what waits is for this account or for whoever owns this address. */
export async function waitsIn(
  ada: Visitor,
  whose: Pick<WaitingConnection, 'userId' | 'owner'>,
  { email = 'ada@acme.example' }: { email?: string } = {},
) {
  const now = Date.now()
  const waiting = await sealConnection(
    await openKeyring(SECRET, []),
    {
      secret: randomToken(),
      provider: 'oidc_acme',
      issuer: 'https://acme.example',
      subject: 'ada there',
      email,
      emailVerified: true,
      until: now + 3_600_000,
      ...whose,
    },
    now,
  )
  keepOutOfLog(waiting)
  ada.cookies.set(
    '__Host-step-connect',
    encodeURIComponent(JSON.stringify({ waiting, provider: 'oidc_acme', email })),
  )
  return waiting
}

async function connecting(ground: Ground) {
  const known = await owner(ground)
  const ada = await signedInAt(ground, known)
  await waitsIn(ada, { userId: known.id })
  return at(ground, '/account/connect', ada)
}

/** Those that connect accounts at providers, and take them away. */
export const PROVIDER_FORMS: FormStory[] = [
  {
    page: '/sign-in/address',
    does: 'mail',
    async prepare(ground) {
      const ada = stranger(ground)
      await waitsIn(ada, {})
      return ready(await at(ground, '/sign-in/address', ada), 'mail', { email: freshEmail() })
    },
  },
  ...['connect', 'later'].map((does) => ({
    page: '/account/connect',
    does,
    prepare: async (ground: Ground) => ready(await connecting(ground), does),
  })),
  {
    page: '/account/security',
    does: 'disconnect',
    async prepare(ground) {
      const known = await owner(ground)
      await rows(
        `insert into connections (id, user_id, issuer, subject, provider, email_verified, linked_at)
         values (?, ?, 'https://acme.example', 'ada there', 'oidc_acme', 1, 1)`,
        crypto.randomUUID(),
        known.id,
      )
      return ready(await signedInAt(ground, known, '/account/security'), 'disconnect')
    },
  },
]
