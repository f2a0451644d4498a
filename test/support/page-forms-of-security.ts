import { authenticator } from './authenticator.ts'
import { NEW_PASSWORD } from './code-flows.ts'
import { type FormStory, ready } from './form-story.ts'
import { at, type Ground, guarded, newcomer, owner, signedInAt, withPasskey } from './page-visitors.ts'
import { appOf } from './second-step.ts'
import type { Visitor } from './visitor.ts'

const PAGE = '/account/security'

const ofOwner = async (ground: Ground) => signedInAt(ground, await owner(ground), PAGE)
const ofGuarded = async (ground: Ground) => signedInAt(ground, await guarded(ground), PAGE)
const ofPasskey = async (ground: Ground) => signedInAt(ground, await withPasskey(ground), PAGE)

/** A form of the page as this visitor sees it. */
const by = (
  visitor: (ground: Ground) => Promise<Visitor>,
  does: string,
  fields: Record<string, string> = {},
): FormStory => ({ page: PAGE, does, prepare: async (ground) => ready(await visitor(ground), does, fields) })

/** A passkey that this browser has made for the page. */
async function made(ada: Visitor): Promise<{ credential: string }> {
  const device = await authenticator()
  return { credential: JSON.stringify(await device.create(await ada.optionsFor('passkey'))) }
}

/** Signed in by a passkey, so that the session has passed what becomes a second step. */
async function byPasskey(ground: Ground): Promise<Visitor> {
  const { device } = await withPasskey(ground)
  const ada = await at(ground, '/sign-in')
  const credential = JSON.stringify(await device.get(await ada.optionsFor('passkey')))
  await ada.press('passkey', { credential })
  return at(ground, PAGE, ada)
}

async function withoutMail(ground: Ground): Promise<Visitor> {
  const ada = await ofOwner(ground)
  await ada.press('mail_off')
  return ada
}

/** How one signs in, and what a newcomer is offered of it. */
export const SECURITY_FORMS: FormStory[] = [
  by(ofOwner, 'password', { password: NEW_PASSWORD }),
  {
    page: PAGE,
    does: 'passkey_options',
    prepare: async (ground) => ready(await ofOwner(ground), 'passkey'),
  },
  {
    page: PAGE,
    does: 'passkey',
    async prepare(ground) {
      const ada = await ofOwner(ground)
      return ready(ada, 'passkey', { ...(await made(ada)), name: 'Work laptop' })
    },
  },
  by(ofPasskey, 'rename_passkey', { name: 'Work laptop' }),
  by(ofPasskey, 'remove_passkey'),
  by(ofOwner, 'app'),
  {
    page: PAGE,
    does: 'confirm_app',
    async prepare(ground) {
      const ada = await ofOwner(ground)
      await ada.press('app')
      const { uri = '' } = ada.formOf('confirm_app').fields
      const app = appOf(new URL(uri).searchParams.get('secret') ?? '')
      return ready(ada, 'confirm_app', { code: app() })
    },
  },
  by(ofGuarded, 'remove_app'),
  by(byPasskey, 'second_step_on'),
  by(ofGuarded, 'second_step_off'),
  by(ofGuarded, 'recovery_codes'),
  by(withoutMail, 'mail_on'),
  by(ofOwner, 'mail_off'),
  {
    page: '/welcome',
    does: 'passkey',
    async prepare(ground) {
      const { ada } = await newcomer(ground)
      return ready(ada, 'passkey', await made(ada))
    },
  },
  {
    page: '/welcome',
    does: 'password',
    prepare: async (ground) => ready((await newcomer(ground)).ada, 'password', { password: NEW_PASSWORD }),
  },
]
