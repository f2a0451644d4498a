import { logOut } from '../../core/apps/log-out.ts'
import { sealReturn } from '../../core/tokens/return-address.ts'
import { appRequestIn } from '../../http/app-request.ts'
import { media } from '../../http/answer-schemas.ts'
import { readForm } from '../../http/form.ts'
import { pageSessionIn } from '../../http/page-session.ts'
import { route } from '../../http/route.ts'
import { goTo } from './answers.ts'
import { forgetSession } from './browser.ts'
import { SIGNED_OUT } from './deleted.tsx'
import { onOtherHost } from './other-host.ts'
import { endSteps } from './steps.ts'

const LOGOUT = '/logout'

const facts = {
  path: LOGOUT,
  isPage: true,
  summary: 'Sign out by an app',
  answers: () => [media('text/html')],
} as const

/** Where an app sends a browser to sign its user out (OpenID RP-Initiated Logout 1.0). */
export const logoutRoutes = [
  route({
    ...facts,
    method: 'GET',
    async handle({ c, deps }) {
      const away = onOtherHost(c)
      if (away) return away
      // HEAD changes nothing.
      if (c.req.method === 'HEAD') return goTo({ c }, SIGNED_OUT)
      const { params, problem } = appRequestIn(new URL(c.req.url).searchParams)
      const { kind, to } = await logOut(deps, {
        params: problem === undefined ? params : {},
        page: await pageSessionIn(c),
      })
      if (kind === 'ask') {
        const after = to === undefined ? '' : `?after=${await sealReturn(deps.keyring, to, deps.now())}`
        return goTo({ c }, `/sign-out${after}`)
      }
      if (kind === 'out') {
        forgetSession(c)
        endSteps(c)
      }
      return goTo({ c }, to ?? SIGNED_OUT)
    },
  }),

  // A form of another site brings no Lax cookie: the GET does.
  route({
    ...facts,
    method: 'POST',
    takesForeignForms: true,
    async handle({ c }) {
      const typed = await readForm(c)
      return goTo({ c }, `${LOGOUT}?${new URLSearchParams(typed).toString()}`)
    },
  }),
]
