import type { Surface } from '../../http/surface.ts'
import { accountRoutes } from './account.tsx'
import { appsRoutes } from './apps.tsx'
import { authorizeRoutes } from './authorize.tsx'
import { callbackRoutes } from './callback.tsx'
import { confirmRoutes } from './confirm.tsx'
import { connectRoutes } from './connect.tsx'
import { consentRoutes } from './consent.tsx'
import { dataRoutes } from './data.tsx'
import { dialect } from './failures.ts'
import { forgotPasswordRoutes } from './forgot-password.tsx'
import { historyRoutes } from './history.tsx'
import { keepDeletingRoutes } from './keep-deleting.tsx'
import { languageRoutes } from './language.ts'
import { logoutRoutes } from './logout.ts'
import { provenOnceRoutes } from './proven-once.tsx'
import { secondStepRoutes } from './second-step.tsx'
import { securityRoutes } from './security.tsx'
import { sessionsRoutes } from './sessions.tsx'
import { signInMailRoutes } from './sign-in-mail.tsx'
import { signInRoutes } from './sign-in.tsx'
import { signOutRoutes } from './sign-out.tsx'
import { signUpRoutes } from './sign-up.tsx'
import { welcomeRoutes } from './welcome.tsx'
import { withProviderRoutes } from './with-provider.tsx'

/** Sign-in, sign-up and "my account" for people: one more client of the core, which speaks HTML and forms. */
export const pages: Surface = {
  name: 'pages',
  description: 'Pages for people, with forms and a cookie of their own.',
  prefixes: [
    '/sign-in',
    '/sign-in-mail',
    '/sign-up',
    '/second-step',
    '/forgot-password',
    '/welcome',
    '/account',
    '/sign-out',
    '/signed-out',
    '/language',
    '/authorize',
    '/consent',
    '/logout',
    '/callback',
  ],
  dialect,
  browserSession: 'page',
  routes: [
    ...signInRoutes,
    ...withProviderRoutes,
    ...callbackRoutes,
    ...provenOnceRoutes,
    ...connectRoutes,
    ...signUpRoutes,
    ...signInMailRoutes,
    ...secondStepRoutes,
    ...forgotPasswordRoutes,
    ...keepDeletingRoutes,
    ...accountRoutes,
    ...securityRoutes,
    ...sessionsRoutes,
    ...appsRoutes,
    ...historyRoutes,
    ...dataRoutes,
    ...welcomeRoutes,
    ...confirmRoutes,
    ...signOutRoutes,
    ...authorizeRoutes,
    ...consentRoutes,
    ...logoutRoutes,
    ...languageRoutes,
  ],
}
