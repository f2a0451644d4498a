import { registeredApp } from './apps.ts'
import { type FormStory, ready } from './form-story.ts'
import { type Ground, owner, signedInAt } from './page-visitors.ts'
import { relyingParty } from './relying-party.ts'

type App = Parameters<typeof registeredApp>[0]

/** Somebody is asked whether an app may sign them in. */
async function askedBy(ground: Ground, app: App) {
  const ada = await signedInAt(ground, await owner(ground))
  await relyingParty(await registeredApp(app), ground).ask(ada)
  return ada
}

const of = (app: App, does: string, about?: string): FormStory => ({
  page: '/consent',
  does,
  ...(about !== undefined && { about }),
  prepare: async (ground) => ready(await askedBy(ground, app), does),
})

export const APP_FORMS: FormStory[] = [
  of({ kind: 'third_party' }, 'allow'),
  of({ redirectUris: ['http://127.0.0.1/callback'] }, 'allow', 'to an app on the device'),
  of({ kind: 'third_party' }, 'refuse'),
]
