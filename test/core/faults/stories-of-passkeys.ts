import { authenticator } from '../../support/authenticator.ts'
import { addedPasskey, assertion, newCredential, PASSKEY } from '../../support/passkeys.ts'
import { ME, waiting, withApp } from '../../support/second-step.ts'
import { account, type Ground, type Story } from './story.ts'

const withPasskey = async (ground: Ground) => addedPasskey(await account(ground))

/** Adding a passkey, and proving oneself with it. */
export const STORIES_OF_PASSKEYS: Story[] = [
  {
    route: `POST ${ME}/passkeys/options`,
    async prepare(ground) {
      const { tokens } = await account(ground)
      return () => ground.by.post(`${ME}/passkeys/options`, undefined, { token: tokens.access })
    },
  },
  {
    route: `POST ${ME}/passkeys`,
    async prepare(ground) {
      const ada = await account(ground)
      const credential = await newCredential(ada, await authenticator())
      return () => ground.by.post(`${ME}/passkeys`, { credential }, { token: ada.tokens.access })
    },
  },
  {
    route: `GET ${ME}/passkeys`,
    async prepare(ground) {
      const { tokens } = await withPasskey(ground)
      return () => ground.by.get(`${ME}/passkeys`, { token: tokens.access })
    },
  },
  {
    route: `PATCH ${ME}/passkeys/:passkey_id`,
    async prepare(ground) {
      const { tokens, passkeyId } = await withPasskey(ground)
      const name = { name: 'The blue one' }
      return () => ground.by.patch(`${ME}/passkeys/${passkeyId}`, name, { token: tokens.access })
    },
  },
  {
    route: `DELETE ${ME}/passkeys/:passkey_id`,
    async prepare(ground) {
      const { tokens, passkeyId } = await withPasskey(ground)
      return () => ground.by.delete(`${ME}/passkeys/${passkeyId}`, { token: tokens.access })
    },
  },
  {
    route: `POST ${PASSKEY}/options`,
    async prepare(ground) {
      return async () => ground.by.post(`${PASSKEY}/options`, {})
    },
  },
  {
    route: `POST ${PASSKEY}/options`,
    about: 'of a second step',
    async prepare(ground) {
      const ada = await addedPasskey(await withApp(await account(ground)))
      const token = await waiting(ground.by, ada)
      return () => ground.by.post(`${PASSKEY}/options`, { token })
    },
  },
  {
    route: `POST ${PASSKEY}`,
    async prepare(ground) {
      const { device } = await withPasskey(ground)
      const credential = await assertion(ground.by, device)
      return () => ground.by.post(PASSKEY, { credential })
    },
  },
  {
    route: 'POST /api/v1/auth/second-step',
    about: 'by a passkey',
    async prepare(ground) {
      const ada = await addedPasskey(await withApp(await account(ground)))
      const token = await waiting(ground.by, ada)
      const passkey = await assertion(ground.by, ada.device, { token })
      return () => ground.by.post('/api/v1/auth/second-step', { token, passkey })
    },
  },
  {
    route: 'POST /api/v1/auth/reauthenticate',
    about: 'by a passkey',
    async prepare(ground) {
      const { tokens, device } = await withPasskey(ground)
      const token = tokens.access
      const passkey = await assertion(ground.by, device, { caller: token })
      return () => ground.by.post('/api/v1/auth/reauthenticate', { passkey }, { token })
    },
  },
]
