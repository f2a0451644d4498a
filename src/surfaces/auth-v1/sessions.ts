import { codesFor } from '../../core/ledger/code-maker.ts'
import { refresh } from '../../core/sessions/refresh.ts'
import { signOutAnyhow } from '../../core/sessions/sign-out.ts'
import { finishSignIn, startSignIn } from '../../core/sign-in/with-email-code.ts'
import { Failure } from '../../core/failure.ts'
import { maybeSignedIn } from '../../http/caller.ts'
import { clearCookie, readCookie } from '../../http/cookies.ts'
import { jsonBody } from '../../http/json-body.ts'
import { refuseCrossSiteRead } from '../../http/origin.ts'
import type { Surface } from '../../http/surface.ts'
import { clearTokens, setStep, setTokens, stepFrom, success } from './answers.ts'
import { Code, StartSignIn } from './bodies.ts'

/** Signing in in two steps, renewing, and signing out. */
export function sessionRoutes(surface: Surface) {
  surface.post('/auth/v1/request/refreshToken/code', jsonBody(StartSignIn), async (c) => {
    const { account, pwd, TEST_PWD } = c.req.valid('json')
    const wanted = { email: account, password: pwd, codes: codesFor(c.var.deps.config, TEST_PWD) }
    setStep(c, 'login', await startSignIn(c.var.deps, wanted))
    return success(c, { next: '/auth/v1/request/refreshToken' })
  })

  surface.post('/auth/v1/request/refreshToken', jsonBody(Code), async (c) => {
    const step = stepFrom(c, 'login')
    const { code } = c.req.valid('json')
    const earlierRefreshToken = readCookie(c, 'refreshToken')
    const tokens = await finishSignIn(c.var.deps, { step, code, earlierRefreshToken })
    clearCookie(c, 'login')
    setTokens(c, tokens)
    return success(c, { next: '/auth/v1/request/accessToken', expiresIn: tokens.expiresIn })
  })

  surface.get('/auth/v1/request/accessToken', refuseCrossSiteRead, async (c) => {
    const refreshToken = readCookie(c, 'refreshToken')
    if (!refreshToken) throw new Failure('unauthenticated')
    const tokens = await refresh(c.var.deps, { refreshToken })
    setTokens(c, tokens)
    return success(c, { expiresIn: tokens.expiresIn })
  })

  surface.post('/auth/v1/request/logout', maybeSignedIn, async (c) => {
    const refreshToken = readCookie(c, 'refreshToken')
    await signOutAnyhow(c.var.deps, { refreshToken, caller: c.var.optionalCaller })
    clearTokens(c)
    return success(c)
  })
}
