import type { Surface } from '../../http/surface.ts'
import { addressRoutes } from './address.ts'
import { dialect } from './failures.ts'
import { mailboxRoutes } from './mailbox.ts'
import { passwordRoutes } from './password.ts'
import { signInRoutes } from './sign-in.ts'

/** `/auth/v1/*`: codes by e-mail in two steps, tokens in cookies. */
export const authV1: Surface = {
  name: 'auth-v1',
  description: 'Codes by e-mail in two steps, tokens in HttpOnly cookies.',
  prefixes: ['/auth/v1'],
  dialect,
  cookiesAreCredentials: true,
  routes: [...mailboxRoutes, ...signInRoutes, ...addressRoutes, ...passwordRoutes],
}
